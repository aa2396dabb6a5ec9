import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { askAhead, createQueryClient } from './api/queries.ts'
import { askDashboardAhead } from './dashboards/ask-ahead.ts'
import { dashboardAt } from './dashboards/dashboard-at.ts'
import ThemePage from './dashboards/ThemePage.tsx'
import { FormatContext } from './format/context.ts'
import { createFormat } from './format/format.ts'
import { pageAt } from './pages.tsx'
import { Shell } from './shell/Shell.tsx'

export function App() {
  const [client] = useState(prepared)
  const [format] = useState(() => createFormat(navigator.languages))
  return (
    <QueryClientProvider client={client}>
      <FormatContext value={format}>
        <Shell />
      </FormatContext>
    </QueryClientProvider>
  )
}

/** What the page shown first needs is asked for at once: else each would wait for the one before it. */
function prepared(): QueryClient {
  const client = createQueryClient()
  const { pathname, search } = window.location
  const [page, params] = pageAt(pathname)
  if (page?.frame === 'filters') askAhead(client)
  if (page?.component === ThemePage) askDashboardAhead(client, dashboardAt(pathname, params), search)
  return client
}
