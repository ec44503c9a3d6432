using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Search;

/// <summary>Search and its index. Section <c>Parley:Search</c>.</summary>
public sealed class SearchOptions
{
    public const string Section = "Parley:Search";

    /// <summary>How long new messages gather before they are indexed.</summary>
    public TimeSpan IndexDelay { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How often a silo looks for rooms that the index is behind, because a silo died.</summary>
    public TimeSpan SweepEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Messages indexed in one transaction.</summary>
    public int BatchMessages { get; set; } = 500;

    /// <summary>Words of one search; two characters of Chinese or Japanese count as one.</summary>
    public int MaxWords { get; set; } = 32;

    /// <summary>Messages that are ranked against each other: the newest of those that match.</summary>
    public int RankedMessages { get; set; } = 500;

    /// <summary>A search that takes longer is given up.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Searches that run at the same time in one silo; others wait, and are refused as <c>busy</c> when they have waited as long as a search may take.</summary>
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>Length of the piece of text that a hit shows, in characters (UTF-16 code units).</summary>
    public int SnippetLength { get; set; } = 240;

    internal sealed class Validator : IValidateOptions<SearchOptions>
    {
        public ValidateOptionsResult Validate(string? name, SearchOptions options) => new SettingFaults(Section)
            .Require(options.IndexDelay >= TimeSpan.Zero && options.IndexDelay <= TimeSpan.FromMinutes(1), nameof(IndexDelay), options.IndexDelay, "from 00:00:00 to 00:01:00")
            .Require(options.SweepEvery >= TimeSpan.FromSeconds(1), nameof(SweepEvery), options.SweepEvery, "at least 00:00:01")
            .Require(options.BatchMessages is >= 1 and <= 10_000, nameof(BatchMessages), options.BatchMessages, "from 1 to 10000")
            .Require(options.MaxWords is >= 1 and <= 200, nameof(MaxWords), options.MaxWords, "from 1 to 200")
            .Require(options.RankedMessages is >= 100 and <= 10_000, nameof(RankedMessages), options.RankedMessages, "from 100 to 10000")
            .Require(options.Timeout > TimeSpan.Zero && options.Timeout <= TimeSpan.FromSeconds(5), nameof(Timeout), options.Timeout, "above 00:00:00, and 00:00:05 at most")
            .Require(options.MaxConcurrent >= 1, nameof(MaxConcurrent), options.MaxConcurrent, "at least 1")
            .Require(options.SnippetLength is >= 100 and <= 2000, nameof(SnippetLength), options.SnippetLength, "from 100 to 2000")
            .Result;
    }
}
