using Parley.Audit;
using Parley.Errors;
using Parley.Setup;

namespace Parley.Silo.Admin;

internal sealed partial class AdminCommands
{
    public async Task<Outcome<SetupLink>> NewSetupLink(CancellationToken cancellation)
    {
        var link = await grains.Setup().NewLink(onlyFirst: false);
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Target = "server", Refusal = link.Error?.Code, Detail = $"{ByCommand}: setup-link" });
        return link;
    }
}
