/** The engine page of Chrome and Edge: an offscreen document that holds the vault, the session and the connections. */
import { startEngine } from './start';

void startEngine();
