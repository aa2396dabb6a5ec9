import { QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { createQueryClient } from './api/queries.ts'
import { FormatContext } from './format/context.ts'
import { createFormat } from './format/format.ts'
import { Shell } from './shell/Shell.tsx'

export function App() {
  const [client] = useState(createQueryClient)
  const [format] = useState(() => createFormat(navigator.languages))
  return (
    <QueryClientProvider client={client}>
      <FormatContext value={format}>
        <Shell />
      </FormatContext>
    </QueryClientProvider>
  )
}
