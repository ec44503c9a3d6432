using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using BenchmarkDotNet.Validators;
using Perfolizer.Horology;

namespace Parley.Benchmarks.Micro;

/// <summary>Runs all benchmarks, within this process: a build for each would take longer than they do.</summary>
internal static class MicroRun
{
    /// <summary>The disk's share of its time says nothing about the program.</summary>
    private static readonly string[] Untimed = [$"{nameof(Append)}.{nameof(Append.OnDisk)}"];

    private static readonly Type[] All = [typeof(Reference), typeof(Encode), typeof(Append), typeof(Decide), typeof(Fanout), typeof(Parse)];

    /// <exception cref="InvalidOperationException">A benchmark failed; its output says why.</exception>
    public static Measurements Run()
    {
        var reports = BenchmarkRunner.Run(All, Config()).SelectMany(summary => summary.Reports).ToDictionary(NameOf);
        if (reports.Count == 0 || reports.FirstOrDefault(report => report.Value.ResultStatistics is null) is { Key: { } failed })
        {
            throw new InvalidOperationException("A benchmark failed; what it wrote says why.");
        }

        var reference = reports[$"{nameof(Reference)}.{nameof(Reference.Sha256Of4KiB)}"].ResultStatistics!.Median;
        return new Measurements(new SortedDictionary<string, Measurement>(
            reports.ToDictionary(
                report => report.Key,
                report => new Measurement(
                    Bytes(report.Value),
                    Untimed.Contains(report.Key) ? null : Math.Round(report.Value.ResultStatistics!.Median / reference, 5))),
            StringComparer.Ordinal));
    }

    private static ManualConfig Config() => ManualConfig.CreateEmpty()
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(5).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(100)))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(ConsoleLogger.Default)
        .AddValidator(JitOptimizationsValidator.FailOnError)
        .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "parley-micro"));

    private static string NameOf(BenchmarkReport report) => $"{report.BenchmarkCase.Descriptor.Type.Name}.{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}";

    /// <summary>Of the whole run by its operations, not rounded to whole bytes.</summary>
    private static double Bytes(BenchmarkReport report) =>
        report.GcStats.GetTotalAllocatedBytes(excludeAllocationQuantumSideEffects: true) is { } bytes && report.GcStats.TotalOperations > 0
            ? Math.Round((double)bytes / report.GcStats.TotalOperations, 1)
            : 0;
}
