import { createContext, useContext } from 'react'
import type { Right } from '../api/types.ts'

export const RightsContext = createContext<readonly Right[]>([])

/** Whether the person here may do something; the server decides, this only saves them the attempt. */
export function useRight(right: Right): boolean {
  return useContext(RightsContext).includes(right)
}
