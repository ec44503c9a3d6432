using System.Collections.Concurrent;
using System.Data.Common;
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
    private int _repeating;

    public Task Invoke(IOutgoingGrainCallContext context) =>
        _isRepeatable.GetOrAdd(context.InterfaceMethod, static method => method.IsDefined(typeof(RepeatableAttribute)))
            ? InvokeUntilAnswered(context)
            : context.Invoke();

    private async Task InvokeUntilAnswered(IOutgoingGrainCallContext context)
    {
        var (start, repeating) = (clock.GetTimestamp(), false);
        for (var pause = FirstPause; ; pause = pause * 2 < LastPause ? pause * 2 : LastPause)
        {
            try
            {
                await context.Invoke();
                if (repeating)
                {
                    Interlocked.Decrement(ref _repeating);
                }

                return;
            }
            catch (Exception e) when (MayPass(e) && clock.GetElapsedTime(start) < options.Value.RetryPatience && TryEnter(ref repeating))
            {
                LogRepeated(e, context.InterfaceMethod.Name, context.TargetId);
            }
            catch when (repeating)
            {
                Interlocked.Decrement(ref _repeating);
                throw;
            }

            // Jittered, so that the callers of a dead silo do not come back all at once.
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock);
        }
    }

    /// <summary>Takes a place among the calls that are being repeated: what is slow because of too much work must not get several times as much.</summary>
    private bool TryEnter(ref bool repeating)
    {
        if (!repeating && Interlocked.Increment(ref _repeating) > options.Value.MaxRepeatedCalls)
        {
            Interlocked.Decrement(ref _repeating);
            return false;
        }

        return repeating = true;
    }

    private static bool MayPass(Exception e) => e is TimeoutException or DbException or OrleansException;

    [LoggerMessage(7030, LogLevel.Debug, "{Method} of {Grain} is called again.")]
    private partial void LogRepeated(Exception exception, string method, GrainId grain);
}
