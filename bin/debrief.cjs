#!/usr/bin/env node
// The engine works on libuv's threads. Their number must be set before the first of them starts, which is before any ES
// module has been read: hence this file, and that it is CommonJS.
process.env.UV_THREADPOOL_SIZE ??= '16'
import('../dist/cli/main.js')
