/** The id of the form around a button, so that a button in the action bar submits it. */
import { createContext } from 'react';

export const FormId = createContext<string | null>(null);
