using Serilog.Events;

namespace Parley.Silo.Logging;

/// <summary>
/// Lines of the platform that hold what people say. They are never written, whatever levels are set: somebody who looks for a fault
/// must not read messages by the way.
/// </summary>
internal static class PrivateLines
{
    /// <summary>It logs calls of the hub with all their arguments, at Debug and below.</summary>
    private const string HubCalls = "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher";

    public static bool Has(LogEvent line) => line.Level < LogEventLevel.Information && LineProperties.Category(line) == HubCalls;
}
