#!/usr/bin/env node
// The engine works on libuv's threads. Their number must be set before the first of them starts, which is before any ES
// module has been read: hence this file, and that it is CommonJS.
process.env.UV_THREADPOOL_SIZE ??= '16'
// Pages are large and short-lived, and little else is kept. Left alone, V8 marks the whole heap for every 26 MB of them,
// a fifth of an export's time; those that died young need no marking.
require('node:v8').setFlagsFromString('--heap-growing-percent=1200')
import('../dist/cli/main.js')
