using System.Collections.Immutable;
using Parley.Audit;
using Parley.Errors;
using Parley.Logging;

namespace Parley.Silo.Admin;

internal sealed partial class AdminCommands
{
    public async Task<Outcome<AdminLogLevels>> LogLevels(LogLevelsRequest request, CancellationToken cancellation)
    {
        if (request.Category is not { } category)
        {
            return new AdminLogLevels([.. await grains.LogLevels().Current()]);
        }

        var outcome = await grains.LogLevels().Set(new SetLogLevel(category, request.Level, request.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null));
        await audit.WriteAsync(new AuditEntry(AuditEvents.AuthzAdmin) { Target = category, Refusal = outcome.Error?.Code, Detail = $"{ByCommand}: log-level {request.Level ?? "reset"}" });
        return outcome.IsError ? outcome.Error : new AdminLogLevels([.. outcome.Value]);
    }
}
