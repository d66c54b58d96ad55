/** What stands when there is nothing to ask: the engine is starting, or the notebook cannot be opened. */
import { ActionBar } from '@/components/ui/action-bar';
import { Alert } from '@/components/ui/alert';
import { Button } from '@/components/ui/button';
import { Heading } from '@/components/ui/heading';

export function Starting() {
  return (
    <>
      <Heading>Opening your notebook</Heading>
      <p>This takes a moment.</p>
    </>
  );
}

export function Broken({ why }: { readonly why: string }) {
  return (
    <>
      <Heading>There is a problem with the notebook</Heading>
      <Alert kind="error" title={why} />
      <p>People who have a copy can go on working.</p>
      <ActionBar>
        <Button
          onClick={() => {
            window.location.reload();
          }}
        >
          Try again
        </Button>
      </ActionBar>
    </>
  );
}
