using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Silo.Shutdown;

/// <summary>How a process stops when it is asked to (SIGTERM). Section <c>Parley:Shutdown</c>.</summary>
public sealed class ShutdownOptions
{
    public const string Section = "Parley:Shutdown";

    /// <summary>
    /// How long <c>/health/ready</c> answers 503 before anything else happens: so long whoever routes by it needs to notice, and everything is served as before. Null: 5 seconds for
    /// frontends of a cluster; none for silos and an embedded server, which nobody routes to by it.
    /// </summary>
    public TimeSpan? ReadinessDelay { get; set; }

    /// <summary>
    /// How long the whole stop may take, with the delay. What has not been handed over by then is left where it is; nothing that was acknowledged is lost. Shorter than what the supervisor
    /// waits before it kills (Kubernetes: 30 seconds).
    /// </summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(25);

    internal sealed class Validator : IValidateOptions<ShutdownOptions>
    {
        public ValidateOptionsResult Validate(string? name, ShutdownOptions o) => new SettingFaults(Section)
            .Require(o.ReadinessDelay is not { } delay || delay >= TimeSpan.Zero, nameof(ReadinessDelay), o.ReadinessDelay, "00:00:00 or more")
            .Require(o.Grace > (o.ReadinessDelay ?? Drain.OfFrontends), nameof(Grace), o.Grace, $"longer than {nameof(ReadinessDelay)}, which is {o.ReadinessDelay ?? Drain.OfFrontends}")
            .Result;
    }
}
