using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Errors;

namespace Parley.Grains.Dashboard;

/// <summary>The silo has a process of its own.</summary>
public sealed partial class ProcessDrainSwitch(IHostApplicationLifetime lifetime, ILogger<ProcessDrainSwitch> logger) : IDrainSwitch
{
    /// <summary>For the answer to leave.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public Error? Refusal => null;

    public void Pull()
    {
        LogPulled();
        _ = Task.Run(async () =>
        {
            await Task.Delay(Moment);
            lifetime.StopApplication();
        });
    }

    [LoggerMessage(6001, LogLevel.Information, "An administrator drains this silo: it stops.")]
    private partial void LogPulled();
}
