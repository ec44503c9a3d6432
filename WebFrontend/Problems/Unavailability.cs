using System.Data.Common;
using Orleans.Runtime;

namespace Parley.WebFrontend.Problems;

/// <summary>Tells faults that pass by themselves, whose outcome is unknown, from those of the program.</summary>
public static class Unavailability
{
    /// <summary>A silo, or what it needs, did not answer in time, or died over the call.</summary>
    public static bool IsUnavailable(Exception exception) =>
        exception is TimeoutException or DbException or OrleansException or SiloUnavailableException or OrleansMessageRejectionException
            || (exception is AggregateException aggregate && aggregate.InnerExceptions.Any(IsUnavailable));
}
