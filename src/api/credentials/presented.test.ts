import { expect, test } from 'vitest'
import { readBasic, readPresented } from './presented.ts'

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

test('a credential is the header, what follows Bearer, or the password of Basic', () => {
  for (const header of [
    'k',
    ' k ',
    'Bearer k',
    'bearer  k',
    'BEARER\tk ',
    basic('any:k'),
    basic(':k'),
    basic('a b: k '),
  ])
    expect(readPresented(header).text, header).toBe('k')
  expect(readPresented(basic('u:a:b')).text, 'a password may hold colons').toBe('a:b')
  expect(readPresented(`basic ${Buffer.from('u:k').toString('base64')}`)).toEqual({
    text: 'k',
    scheme: 'Basic',
  })
})

test('nothing is nothing, and what cannot be read is not nothing', () => {
  for (const header of [undefined, '', '  ', 'Bearer', 'Bearer ', 'Basic', basic('user:')])
    expect(readPresented(header).text ?? '', String(header)).toBe('')
  expect(readPresented('Basic !!!').text).toBe('!!!')
  expect(readPresented(basic('no colon')).text).toBe(Buffer.from('no colon').toString('base64'))
  expect(readPresented('Bearerk').text, 'a scheme ends with a space').toBe('Bearerk')
  expect(readBasic('')).toBeUndefined()
})
