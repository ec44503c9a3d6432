using Serilog.Core;
using Serilog.Events;

namespace Parley.Silo.Logging;

/// <summary>Takes the query out of what the platform says of requests: what somebody looks for is nobody else's business. That there was one stays.</summary>
internal sealed class QueryOfLine : ILogEventEnricher
{
    private static readonly ScalarValue Hidden = new("?…");

    public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory)
    {
        if (logEvent.Properties.TryGetValue("QueryString", out var value) && value is ScalarValue { Value: { } query } && query.ToString() is { Length: > 0 })
        {
            logEvent.AddOrUpdateProperty(new LogEventProperty("QueryString", Hidden));
        }
    }
}
