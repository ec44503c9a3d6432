using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Parley.Errors;

namespace Parley.Grains.Dashboard;

/// <summary>The silo has a process of its own. Without a word to anybody, and only in Development, whoever asks.</summary>
public sealed partial class ProcessKillSwitch(IHostEnvironment environment, ILogger<ProcessKillSwitch> logger) : IKillSwitch
{
    /// <summary>For the answer to leave.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);

    public Error? Refusal => environment.IsDevelopment() ? null : ErrorCatalog.Error(ErrorCatalog.NotFound);

    public void Pull()
    {
        LogPulled();
        _ = Task.Run(async () =>
        {
            await Task.Delay(Moment);
            Process.GetCurrentProcess().Kill();
        });
    }

    [LoggerMessage(6000, LogLevel.Warning, "An administrator kills this silo from the dashboard.")]
    private partial void LogPulled();
}
