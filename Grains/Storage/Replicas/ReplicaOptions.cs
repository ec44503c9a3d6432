using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Grains.Storage.Replicas;

/// <summary>When reads go to replicas of a database: <c>ConnectionStrings:MySqlReplicas</c>. Without any, all go to the database itself. Section <c>Parley:Replicas</c>.</summary>
public sealed class ReplicaOptions
{
    public const string Section = "Parley:Replicas";

    /// <summary>A replica that is further behind is not read. Reads of a room never see less than the database itself would show, however large this is;
    /// what searches and the list of users find may be so old.</summary>
    public TimeSpan MaxLag { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause between two looks at how far behind each replica is. One that has failed is left out until the next look finds it well.</summary>
    public TimeSpan CheckEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>So long a replica may take over a read; then the database itself is asked.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);

    internal sealed class Validator : IValidateOptions<ReplicaOptions>
    {
        public ValidateOptionsResult Validate(string? name, ReplicaOptions options) => new SettingFaults(Section)
            .Require(options.MaxLag >= 2 * options.CheckEvery && options.MaxLag <= TimeSpan.FromHours(1), nameof(MaxLag), options.MaxLag, $"from twice {nameof(CheckEvery)}, which is {options.CheckEvery}, to 01:00:00")
            .Require(options.CheckEvery >= TimeSpan.FromMilliseconds(100) && options.CheckEvery <= TimeSpan.FromMinutes(1), nameof(CheckEvery), options.CheckEvery, "from 00:00:00.1 to 00:01:00")
            .Require(options.Patience >= TimeSpan.FromMilliseconds(50) && options.Patience <= TimeSpan.FromSeconds(10), nameof(Patience), options.Patience, "from 00:00:00.05 to 00:00:10")
            .Result;
    }
}
