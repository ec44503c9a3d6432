using Microsoft.Extensions.Options;
using Parley.Audit;
using Parley.Errors;
using Parley.Throttling;

namespace Parley.WebFrontend.Throttling;

/// <summary>Asks the guard of an account whether somebody may try a password, and tells it of success; whatever the protocol.</summary>
internal sealed class AccountGuard(IGrainFactory grains, IAudit audit, IOptions<ThrottlingOptions> options)
{
    /// <summary>Counts an attempt. Null: go on. Else: refuse it unchecked.</summary>
    public async Task<Error?> AdmitAsync(string userName, SignInPlace place)
    {
        if (!options.Value.Enabled || await grains.SignInGuard(userName).Admit(place) is var wait && wait <= TimeSpan.Zero)
        {
            return null;
        }

        audit.Note(new AuditEntry(AuditEvents.AuthnLoginLock) { Target = userName, Refusal = ErrorCatalog.Throttled });
        return ThrottlingRegistration.TooSoon(wait);
    }

    /// <summary>The password was right.</summary>
    public async Task SucceededAsync(string userName, SignInPlace place)
    {
        if (options.Value.Enabled)
        {
            await grains.SignInGuard(userName).Succeeded(place);
        }
    }
}
