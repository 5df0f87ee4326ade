module ipaas.example/flow

go 1.19
