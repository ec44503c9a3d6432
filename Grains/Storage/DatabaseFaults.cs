using System.Data.Common;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Parley.Grains.Storage;

/// <summary>
/// What a database driver throws cannot travel to another process: the caller would wait for an answer that never comes. It leaves grains as an
/// <see cref="OrleansException"/>, which says the same to callers: not done, or nobody knows; try again.
/// </summary>
internal sealed partial class DatabaseFaults(ILogger<DatabaseFaults> logger) : IIncomingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        catch (DbException e)
        {
            LogFailed(e, context.MethodName, context.TargetId);
            throw ForTravel(e);
        }
    }

    /// <summary>Without the driver's words, which may name hosts and users; the log of the silo has them.</summary>
    public static OrleansException ForTravel(DbException e) => new($"The database did not answer as it should ({e.GetType().Name}).");

    [LoggerMessage(2020, LogLevel.Warning, "The database failed {Method} of {Grain}.")]
    private partial void LogFailed(Exception exception, string method, GrainId grain);
}
