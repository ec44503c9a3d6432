using System.Net;
using Parley.Audit;
using Parley.Errors;
using Parley.Sessions;
using Parley.Throttling;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Sessions;

/// <summary>Signs in by password where no HTTP is spoken: counted, guarded and put on record as over REST.</summary>
internal sealed class PasswordSignIn(IGrainFactory grains, IThrottle throttle, AccountGuard guard, IAudit audit)
{
    /// <summary>A new session. Refused like <c>POST /sessions</c>.</summary>
    public async Task<Outcome<SignedIn>> SignInAsync(IPAddress? from, string userName, string password, string device)
    {
        var address = ClientAddress.Of(from);
        AuditOrigin.Set(address, Guid.NewGuid().ToString("N"));
        if (await ThrottlingRegistration.SignInAsync(throttle, from) is { } wait)
        {
            return ThrottlingRegistration.TooSoon(wait);
        }

        var place = new SignInPlace(address, null);
        if (await guard.AdmitAsync(userName, place) is { } refusal)
        {
            return refusal;
        }

        var outcome = await grains.UserName(userName).SignIn(new SignIn(password, new OpenSession(device, SessionForm.Tokens)));
        audit.Note(outcome.IsError
            ? new AuditEntry(AuditEvents.AuthnLoginFail) { Target = userName, Refusal = outcome.Error.Code }
            : new AuditEntry(AuditEvents.AuthnLoginSuccess) { Actor = outcome.Value.User.Id, Target = outcome.Value.Session, Detail = "password" });
        if (!outcome.IsError || outcome.Error.Code == ErrorCatalog.SecondFactorNeeded) // there the password was right
        {
            await guard.SucceededAsync(userName, place);
        }

        return outcome;
    }
}
