// An operation: records in and out, as plugin.h lays them out.
package main

// #include "calls.h"
import "C"

import (
	"encoding/binary"
	"os"
	"strconv"
	"syscall"
	"unsafe"
)

// Record is one that came, or that goes.
type Record struct {
	Kind                                uint16
	Token                               uint64
	Code, Deliveries                    uint32
	Payload, Error, Attribute, Variable []byte
}

func (r *Record) isStopped() bool {
	return r.Kind == C.IPAAS_KIND_EVENT && r.Code == C.IPAAS_EVENT_STOPPED
}

const headerSize = 48

// Operation keeps in `outgoing` what there was no room for.
type Operation struct {
	plugin   *Plugin
	name     string
	handle   C.uint64_t
	pipe     *os.File
	room     []uint64 // of 8 bytes each: take wants records aligned
	outgoing []byte
	ended    bool
}

func (p *Plugin) OpenOperation(connection uint64, name, parameters string) (*Operation, error) {
	o := &Operation{plugin: p, name: name, room: make([]uint64, 8192)}
	request := C.CString(`{"operation":"` + name + `","parameters":` + parameters + `}`)
	defer C.free(unsafe.Pointer(request))
	err := check("open", C.operation_open(&p.functions, C.uint64_t(connection), request, &o.handle))
	if err != nil {
		return nil, err
	}
	var descriptor C.int32_t
	if err = check("fd", C.operation_fd(&p.functions, o.handle, &descriptor)); err != nil {
		return nil, err
	}
	// The pipe once more, with a descriptor of our own: the runtime closes what it polls.
	path := "/dev/fd/" + strconv.Itoa(int(descriptor))
	o.pipe, err = os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	return o, err
}

func (o *Operation) Put(record Record) {
	start := len(o.outgoing)
	parts := [][]byte{record.Payload, record.Error, record.Attribute, record.Variable}
	header := make([]byte, headerSize)
	size := headerSize
	for i, part := range parts {
		binary.LittleEndian.PutUint32(header[32+4*i:], uint32(len(part)))
		size += len(part)
	}
	size = (size + 7) / 8 * 8
	binary.LittleEndian.PutUint32(header, uint32(size))
	binary.LittleEndian.PutUint16(header[4:], headerSize)
	binary.LittleEndian.PutUint16(header[6:], record.Kind)
	binary.LittleEndian.PutUint64(header[8:], record.Token)
	binary.LittleEndian.PutUint32(header[20:], record.Code)
	o.outgoing = append(o.outgoing, header...)
	for _, part := range parts {
		o.outgoing = append(o.outgoing, part...)
	}
	o.outgoing = append(o.outgoing, make([]byte, start+size-len(o.outgoing))...)
}

// Flush submits what the plugin has room for. With AGAIN the rest stays for the next time.
func (o *Operation) Flush() error {
	if len(o.outgoing) == 0 || o.ended {
		return nil
	}
	var accepted C.size_t
	given := C.operation_submit(&o.plugin.functions, o.handle, unsafe.Pointer(&o.outgoing[0]),
		C.size_t(len(o.outgoing)), &accepted)
	o.outgoing = o.outgoing[accepted:]
	return check("submit", given)
}

func (o *Operation) Stop(timeoutMs uint32) error {
	return check("stop", C.operation_stop(&o.plugin.functions, o.handle, C.uint32_t(timeoutMs)))
}

// Receive sends the records that come to the channel, until the STOPPED event, which is the last.
// One goroutine for each operation; none of the system's threads waits with it.
func (o *Operation) Receive(to chan<- []Record) error {
	defer o.pipe.Close()
	poller, err := o.pipe.SyscallConn()
	for err == nil {
		var records []Record
		// Read calls the function again each time that the pipe has become readable.
		waitError := poller.Read(func(uintptr) bool {
			records, err = o.take()
			return len(records) > 0 || err != nil
		})
		if err == nil {
			err = waitError
		}
		to <- records
		if n := len(records); n > 0 && records[n-1].isStopped() {
			return nil
		}
	}
	return err
}

func (o *Operation) take() ([]Record, error) {
	var length C.size_t
	for {
		room := unsafe.Pointer(&o.room[0])
		size := C.size_t(len(o.room) * 8)
		given := C.operation_take(&o.plugin.functions, o.handle, room, size, &length)
		if given.status != C.IPAAS_BUFFER_TOO_SMALL {
			return parse(C.GoBytes(room, C.int(length))), check("take", given)
		}
		o.room = make([]uint64, (length+7)/8)
	}
}

func parse(data []byte) (records []Record) {
	for len(data) > 0 {
		number := func(at int) uint32 { return binary.LittleEndian.Uint32(data[at:]) }
		part := data[binary.LittleEndian.Uint16(data[4:]):]
		next := func(length uint32) (found []byte) {
			found, part = part[:length], part[length:]
			return found
		}
		records = append(records, Record{
			Kind: binary.LittleEndian.Uint16(data[6:]), Token: binary.LittleEndian.Uint64(data[8:]),
			Code: number(20), Deliveries: number(24),
			Payload: next(number(32)), Error: next(number(36)),
			Attribute: next(number(40)), Variable: next(number(44)),
		})
		data = data[number(0):]
	}
	return records
}
