using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;

namespace Parley.Silo.Cluster;

/// <summary>
/// Repeats a frontend's calls while a silo is dying: between its death and the moment when the others know of it, calls to its grains fail or
/// are not answered. Only calls that are <see cref="RepeatableAttribute">repeatable</see>.
/// </summary>
internal sealed partial class RepeatCalls(IOptions<ParleyClusterOptions> options, TimeProvider clock, ILogger<RepeatCalls> logger) : IOutgoingGrainCallFilter
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LastPause = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<MethodInfo, bool> _isRepeatable = new();

    public Task Invoke(IOutgoingGrainCallContext context) =>
        _isRepeatable.GetOrAdd(context.InterfaceMethod, static method => method.IsDefined(typeof(RepeatableAttribute)))
            ? InvokeUntilAnswered(context)
            : context.Invoke();

    private async Task InvokeUntilAnswered(IOutgoingGrainCallContext context)
    {
        var start = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LastPause ? pause * 2 : LastPause)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (Exception e) when (MayPass(e) && clock.GetElapsedTime(start) < options.Value.RetryPatience)
            {
                LogRepeated(e, context.InterfaceMethod.Name, context.TargetId);
            }

            // Jittered, so that the callers of a dead silo do not come back all at once.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock);
        }
    }

    private static bool MayPass(Exception e) => e is TimeoutException or OrleansException;

    [LoggerMessage(7030, LogLevel.Debug, "{Method} of {Grain} is called again.")]
    private partial void LogRepeated(Exception exception, string method, GrainId grain);
}
