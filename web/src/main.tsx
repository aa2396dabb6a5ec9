import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './styles.css'
import './components/table.css'
import './theme/theme.ts'
import { App } from './App.tsx'

const root = document.getElementById('root')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
