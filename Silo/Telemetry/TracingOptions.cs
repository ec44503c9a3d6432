using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Silo.Telemetry;

/// <summary>Traces; there are none unless <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where they go. Section <c>Parley:Tracing</c>.</summary>
public sealed class TracingOptions
{
    public const string Section = "Parley:Tracing";

    /// <summary>Share of requests that are traced, from 0 to 1; which ones is by chance, whatever who calls asks for. The same for silos and frontends.</summary>
    public double Share { get; set; } = 0.01;

    internal sealed class Validator : IValidateOptions<TracingOptions>
    {
        public ValidateOptionsResult Validate(string? name, TracingOptions options) => new SettingFaults(Section)
            .Require(options.Share is >= 0 and <= 1, nameof(Share), options.Share, "from 0 to 1")
            .Result;
    }
}
