import { expect, test } from 'vitest'
import { csv } from './csv.ts'

test('quotes what has to be, and leaves nothing empty as null', () => {
  expect(csv(['a', 'b'], [{ a: 'x, "y"\nz', b: 1.5 }, { a: null }, { a: 'ü', b: true }])).toBe(
    'a,b\r\n"x, ""y""\nz",1.5\r\n,\r\nü,true\r\n',
  )
})

test('no text is a formula, and negative numbers stay numbers', () => {
  expect(
    csv(
      ['a', 'b'],
      [{ a: '=HYPERLINK("x")', b: -2 }, { a: '+1', b: 0 }, { a: '@x' }, { a: '-a' }, { a: '\tx' }],
    ),
  ).toBe('a,b\r\n"\'=HYPERLINK(""x"")",-2\r\n\'+1,0\r\n\'@x,\r\n\'-a,\r\n\'\tx,\r\n')
})
