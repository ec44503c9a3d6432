using System.Net;
using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Silo.Telemetry;

/// <summary>Metrics for Prometheus, on a port of their own. Section <c>Parley:Metrics</c>.</summary>
public sealed class MetricsOptions
{
    public const string Section = "Parley:Metrics";

    /// <summary>Port at which <c>/metrics</c> is served; 0: any free one, which the log names. Not set: there are none.</summary>
    [SettingExample("9464")]
    public int? Port { get; set; }

    /// <summary>Address that it is served at: <c>0.0.0.0</c> for all of this machine. Nobody is asked who they are: keep it within a private network.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>How often silos measure how long databases and Redis take to answer.</summary>
    public TimeSpan ProbeEvery { get; set; } = TimeSpan.FromSeconds(5);

    internal sealed class Validator : IValidateOptions<MetricsOptions>
    {
        public ValidateOptionsResult Validate(string? name, MetricsOptions options) => new SettingFaults(Section)
            .Require(options.Port is null or (>= 0 and <= 65535), nameof(Port), options.Port, "a port")
            .Require(IPAddress.TryParse(options.Address, out _), nameof(Address), options.Address, "an IP address")
            .Require(options.ProbeEvery >= TimeSpan.FromMilliseconds(100), nameof(ProbeEvery), options.ProbeEvery, "00:00:00.1 or longer")
            .Result;
    }
}
