using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Parley.Grains.Storage;

/// <summary>At start: warns of database servers that acknowledge what is not on their disk yet. SQLite is set by ourselves.</summary>
internal sealed partial class DurabilityCheck(Databases databases, ILogger<DurabilityCheck> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var database in databases.All.Where(one => one.Engine == SqlEngine.MySql).DistinctBy(one => one.Place))
        {
            try
            {
                foreach (var weakness in (await DatabaseProbe.DurabilityAsync(database)).Weaknesses())
                {
                    LogWeak(database.Place, weakness);
                }
            }
            catch (DbException e)
            {
                LogUnknown(database.Place, e.Message); // some services hide their settings; no reason not to start
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(5100, LogLevel.Warning, "The database server of {Place} may forget what it has acknowledged: {Weakness}")]
    private partial void LogWeak(string place, string weakness);

    [LoggerMessage(5101, LogLevel.Warning, "The database server of {Place} does not say whether a commit survives a power cut: {Reason}")]
    private partial void LogUnknown(string place, string reason);
}
