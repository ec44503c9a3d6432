using Parley.Audit;
using Serilog.Core;
using Serilog.Events;

namespace Parley.Silo.Logging;

/// <summary>
/// Gives lines the id of the request that they belong to: on a frontend it is in a scope, in a grain it has come with the call. Asked for only
/// when a line is written, so that calls which log nothing pay nothing.
/// </summary>
internal sealed class RequestOfLine : ILogEventEnricher
{
    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (AuditOrigin.RequestId is { } request)
        {
            logEvent.AddPropertyIfAbsent(propertyFactory.CreateProperty(LineProperties.RequestId, request));
        }
    }
}
