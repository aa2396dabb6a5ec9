import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../../test/support/temporary.ts'
import { makeDirectory } from './make-directory.ts'

test('a directory is made with those above it, and may be there already', () => {
  const path = join(temporaryDirectory(), 'a', 'b', 'c')
  makeDirectory(path)
  makeDirectory(path)
  expect(existsSync(path)).toBe(true)
})

test.runIf(process.platform === 'linux')('where the system makes none, that is an error', () => {
  expect(() => makeDirectory('/proc/debrief/store')).toThrow(/ENOENT|EACCES/)
})
