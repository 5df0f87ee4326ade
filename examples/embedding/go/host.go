// What a host in Go needs around plugin.h: the plugin's functions and errors.
package main

// #cgo CFLAGS: -I${SRCDIR}/../../../plugin_api/include
// #cgo LDFLAGS: -ldl
// #include "calls.h"
import "C"

import (
	"encoding/json"
	"fmt"
	"unsafe"
)

// Problem is one thing that is wrong, in errors and in reports.
type Problem struct{ Code, Field, Description string }

// Failure is a call that was refused.
type Failure struct {
	Problem
	Errors []Problem // where there are several
	call   string
	status C.int32_t
}

func (f *Failure) Error() string { return fmt.Sprintf("%s: status %d", f.call, f.status) }

func (f *Failure) Problems() []Problem {
	if len(f.Errors) > 0 {
		return f.Errors
	}
	return []Problem{f.Problem}
}

// Report is what Validate finds.
type Report struct {
	Valid            bool
	Errors, Warnings []Problem
}

// Plugin is a loaded library. Any goroutine may call it, as plugin.h says.
type Plugin struct {
	library   unsafe.Pointer
	functions C.plugin
}

func Load(path string) (*Plugin, error) {
	name := C.CString(path)
	defer C.free(unsafe.Pointer(name))
	p := &Plugin{library: C.dlopen(name, C.RTLD_NOW|C.RTLD_LOCAL)}
	if p.library == nil {
		return nil, fmt.Errorf("%s", C.GoString(C.dlerror()))
	}
	if missing := C.resolve(p.library, &p.functions); missing != nil {
		return nil, fmt.Errorf("%s lacks %s", path, C.GoString(missing))
	}
	if C.abi_version(&p.functions)>>16 != C.IPAAS_ABI_MAJOR {
		return nil, fmt.Errorf("%s speaks another major version of the contract", path)
	}
	return p, nil
}

func (p *Plugin) Unload() { C.dlclose(p.library) }

// check makes an error of an answer below 0.
func check(call string, given C.answer) error {
	defer C.free(unsafe.Pointer(given.error))
	if given.status >= 0 {
		return nil
	}
	failure := &Failure{call: call, status: given.status}
	if given.error != nil {
		_ = json.Unmarshal([]byte(C.GoString(given.error)), failure)
	}
	return failure
}

// Validate checks a request without connecting.
func (p *Plugin) Validate(request string) (report Report, err error) {
	text := C.CString(request)
	defer C.free(unsafe.Pointer(text))
	found := C.validate(&p.functions, text)
	defer C.free(unsafe.Pointer(found))
	return report, json.Unmarshal([]byte(C.GoString(found)), &report)
}

// OpenConnection begins to connect, and does not wait for it.
func (p *Plugin) OpenConnection(settings string) (handle uint64, err error) {
	text := C.CString(settings)
	defer C.free(unsafe.Pointer(text))
	var opened C.uint64_t
	err = check("open", C.connection_open(&p.functions, text, &opened))
	return uint64(opened), err
}

// CloseConnection waits for the goodbye, and at most so long.
func (p *Plugin) CloseConnection(handle uint64, timeoutMs uint32) error {
	return check("close", C.connection_close(&p.functions, C.uint64_t(handle), C.uint32_t(timeoutMs)))
}
