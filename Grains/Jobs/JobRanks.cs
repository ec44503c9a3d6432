using Parley.Jobs;

namespace Parley.Grains.Jobs;

/// <summary>Priorities as they are stored: 0 comes first.</summary>
internal static class JobRanks
{
    public const int Count = 3;

    public static int Of(JobPriority priority) => priority switch { JobPriority.High => 0, JobPriority.Normal => 1, _ => 2 };

    public static JobPriority Priority(long rank) => rank switch { 0 => JobPriority.High, 1 => JobPriority.Normal, _ => JobPriority.Low };
}
