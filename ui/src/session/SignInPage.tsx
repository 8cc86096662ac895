import { Link } from '@chakra-ui/react';
import { useOtherPortal, usePortal } from '../portal.tsx';
import { hostBrand } from './hostBrand.ts';
import { OpenPage } from './OpenPage.tsx';
import { SignInForm } from './SignInForm.tsx';

export default function SignInPage({ onDone }: { onDone: () => void }) {
  const admin = usePortal().name === 'admin';
  const other = useOtherPortal();
  return (
    <OpenPage
      title={admin ? 'Administration' : 'Welcome back'}
      tab="Sign in"
      lead={
        admin ? 'For the staff of the platform.' : 'Sign in to see your sites and what is happening to them.'
      }
      footer={
        // The administration does not answer on a customer's host name.
        hostBrand ? (
          hostBrand.supportEmail && (
            <>
              Trouble signing in?{' '}
              <Link variant="underline" color="fg" href={`mailto:${hostBrand.supportEmail}`}>
                {hostBrand.supportEmail}
              </Link>
            </>
          )
        ) : (
          <>
            {admin ? 'Looking for your sites? ' : 'Running the platform? '}
            <Link variant="underline" color="fg" href={other.home}>
              {other.title}
            </Link>
          </>
        )
      }
    >
      <SignInForm onDone={onDone} />
    </OpenPage>
  );
}
