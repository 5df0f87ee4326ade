// A Consumer, a flow and a Producer: each message is published again in upper case, and
// acknowledged when its publication was. An empty message makes the flow fail; it comes again.
//
//	go build -o flow . && ./flow PLUGIN CONNECTION CONSUMER PRODUCER
//
// The last three are JSON: the connection's settings, and the parameters of both operations. It
// ends with SIGTERM or SIGINT: with 0 in order, 1 when the connection fails, 2 for a bad
// configuration.
package main

// #include "calls.h"
import "C"

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func printProblems(problems []Problem) {
	for _, each := range problems {
		fmt.Printf("problem %s %s: %s\n", each.Code, each.Field, each.Description)
	}
}

// isValid checks without connecting, and prints what is wrong at which field.
func isValid(plugin *Plugin, connection, operation, parameters string) bool {
	const request = `{"connection":%s,"operation":"%s","parameters":%s}`
	report, err := plugin.Validate(fmt.Sprintf(request, connection, operation, parameters))
	printProblems(append(report.Errors, report.Warnings...))
	return err == nil && report.Valid
}

// runFlow is the flow itself.
func runFlow(payload []byte) ([]byte, error) {
	if len(payload) == 0 {
		return nil, errors.New("The message is empty.")
	}
	return bytes.ToUpper(payload), nil
}

type relay struct {
	consumer, producer *Operation
	signalled, failed  bool
}

// The result goes to the Producer under the message's own token, which nothing else has until the
// message is settled. Its attribute goes along: parameters can then say ${attribute.topic}.
func (r *relay) onMessage(message Record) {
	fmt.Printf("message %s (delivery %d)\n", message.Payload, message.Deliveries)
	result, problem := runFlow(message.Payload)
	if problem != nil {
		why, _ := json.Marshal(Problem{Code: "FLOW:FAILED", Description: problem.Error()})
		r.settle(message.Token, C.IPAAS_RETRY, why)
		return
	}
	r.producer.Put(Record{Kind: C.IPAAS_KIND_MESSAGE, Token: message.Token, Payload: result,
		Attribute: message.Attribute, Variable: message.Variable})
}

// What became of the result decides what becomes of the message.
func (r *relay) onOutcome(outcome Record) {
	switch outcome.Code {
	case C.IPAAS_SUCCEEDED, C.IPAAS_KEPT:
		r.settle(outcome.Token, C.IPAAS_ACCEPT, nil)
	case C.IPAAS_FAILED_RETRYABLE:
		r.settle(outcome.Token, C.IPAAS_RETRY, outcome.Error)
	default:
		r.settle(outcome.Token, C.IPAAS_REJECT, outcome.Error)
	}
}

func (r *relay) settle(token uint64, verdict uint32, why []byte) {
	r.consumer.Put(Record{Kind: C.IPAAS_KIND_SETTLEMENT, Token: token, Code: verdict, Error: why})
}

func (r *relay) onEvent(from *Operation, event Record) {
	var about struct{ Event, Code, Text string }
	_ = json.Unmarshal(event.Attribute, &about)
	fmt.Printf("event %s %s %s: %s\n", from.name, about.Event, about.Code, about.Text)
	from.ended = event.Code == C.IPAAS_EVENT_STOPPED
	r.failed = r.failed || event.Code == C.IPAAS_EVENT_FAILED
}

func (r *relay) handle(from *Operation, records []Record) {
	for _, each := range records {
		switch each.Kind {
		case C.IPAAS_KIND_MESSAGE:
			r.onMessage(each)
		case C.IPAAS_KIND_OUTCOME:
			r.onOutcome(each)
		case C.IPAAS_KIND_EVENT:
			r.onEvent(from, each)
		}
	}
}

func (r *relay) flush() error {
	if err := r.producer.Flush(); err != nil {
		return err
	}
	return r.consumer.Flush()
}

// run is the only goroutine that handles records; two others wait for them.
func (r *relay) run() error {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	consumed, produced, broken := make(chan []Record), make(chan []Record), make(chan error, 2)
	go func() { broken <- r.consumer.Receive(consumed) }()
	go func() { broken <- r.producer.Receive(produced) }()

	ending, stopping := false, false
	for !r.producer.ended {
		var err error
		source, soon := consumed, (<-chan time.Time)(nil)
		if len(r.producer.outgoing) > 0 {
			soon = time.After(100 * time.Millisecond)
			if !ending {
				source = nil // nothing is received: the window fills, and holds the broker back
			}
		}
		select {
		case records := <-source:
			r.handle(r.consumer, records)
		case records := <-produced:
			r.handle(r.producer, records)
		case err = <-broken:
		case <-soon:
		case <-signals:
			r.signalled = true
		}
		if err == nil {
			err = r.flush()
		}
		// First the Consumer ends: what it has handed over is published and settled meanwhile.
		if err == nil && !ending && (r.signalled || r.failed) {
			ending = true
			err = r.consumer.Stop(10_000)
		}
		if err == nil && !stopping && r.consumer.ended {
			stopping = true
			err = r.producer.Stop(1_000)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func run(path, connection, consumer, producer string) (status int, err error) {
	plugin, err := Load(path)
	if err != nil {
		return 1, err
	}
	if !isValid(plugin, connection, "consumer", consumer) ||
		!isValid(plugin, connection, "producer", producer) {
		return 2, nil
	}
	handle, err := plugin.OpenConnection(connection)
	if err != nil {
		return 1, err
	}
	var r relay
	if r.consumer, err = plugin.OpenOperation(handle, "consumer", consumer); err != nil {
		return 1, err
	}
	if r.producer, err = plugin.OpenOperation(handle, "producer", producer); err != nil {
		return 1, err
	}
	if err = r.run(); err != nil {
		return 1, err
	}
	if err = plugin.CloseConnection(handle, 1_000); err == nil && r.failed {
		status = 1
	}
	plugin.Unload()
	return status, err
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: flow PLUGIN CONNECTION CONSUMER PRODUCER")
		os.Exit(1)
	}
	status, err := run(os.Args[1], os.Args[2], os.Args[3], os.Args[4])
	if err != nil {
		fmt.Println(err)
		status = 1
	}
	if refused := (*Failure)(nil); errors.As(err, &refused) {
		printProblems(refused.Problems())
	}
	os.Exit(status)
}
