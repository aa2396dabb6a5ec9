// What the overview asks first is asked while the program is still being read: src/api/queries.ts asks the same, and is given it.
if (location.pathname === '/')
  for (const name of ['session', 'store', 'metrics', 'dashboards/overview']) {
    const link = document.createElement('link')
    Object.assign(link, { rel: 'preload', as: 'fetch', crossOrigin: 'anonymous', href: `/api/${name}` })
    document.head.append(link)
  }
