using System.Net;
using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.Silo.Cluster;

/// <summary>How a node finds the others, and when it gives one up, in cluster mode. Section <c>Parley:Cluster</c>.</summary>
public sealed class ParleyClusterOptions
{
    public const string Section = "Parley:Cluster";

    /// <summary>Nodes with the same id form one cluster. Two clusters must not share databases.</summary>
    public string ClusterId { get; set; } = "parley";

    /// <summary>Where nodes find each other: <c>Redis</c>, or <c>Sql</c> for the database of grain state, which is one server less to run and cannot lose the table
    /// alone. All nodes the same.</summary>
    public MembershipStore Membership { get; set; } = MembershipStore.Redis;

    /// <summary>Name of this silo, for people. Null: the machine's name and the silo port.</summary>
    [SettingExample("silo-1")]
    public string? Name { get; set; }

    /// <summary>IP address at which the other nodes reach this silo. Null: the first address of this machine that is not loopback.</summary>
    [SettingExample("10.0.0.7")]
    public string? Address { get; set; }

    /// <summary>Port at which the other silos reach this silo. Unauthenticated: keep it within a private network.</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>Port at which frontends reach this silo. Unauthenticated: keep it within a private network.</summary>
    public int GatewayPort { get; set; } = 30000;

    /// <summary>Port that this silo listens on if it is not <see cref="SiloPort"/>, because something stands in between.</summary>
    [SettingExample("11112")]
    public int? ListenSiloPort { get; set; }

    /// <summary>Port that this silo listens on if it is not <see cref="GatewayPort"/>, because something stands in between.</summary>
    [SettingExample("30001")]
    public int? ListenGatewayPort { get; set; }

    /// <summary>How long a silo waits for database and Redis when it starts, before it says what is missing and ends.</summary>
    public TimeSpan StartPatience { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>A silo that does not answer a probe of another for this long has missed it. Adapts to what is usual, up to <see cref="MaxProbeTimeout"/>.</summary>
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest time for a probe. With <see cref="MissedProbes"/> it bounds how long a frozen silo goes unnoticed: shorter finds it
    /// sooner, and gives up silos that are merely starved.</summary>
    public TimeSpan MaxProbeTimeout { get; set; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Probes missed in a row before a silo is declared dead. It ends itself if it learns of it, and must be started again.</summary>
    public int MissedProbes { get; set; } = 2;

    /// <summary>Pause between two looks at the membership table; news also travels between silos directly.</summary>
    public TimeSpan TableRefresh { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause between two signs of life in the membership table. After three that are missing, a silo that starts does not wait for the silent one.</summary>
    public TimeSpan SignOfLife { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Pause between two looks of a frontend at which silos it may talk to.</summary>
    public TimeSpan GatewayRefresh { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a frontend's call to a grain may take before its outcome counts as unknown. Calls that hash a password have 30 seconds.</summary>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a frontend repeats a call that may be repeated, while a silo is dying, before it answers <c>unavailable</c>.</summary>
    public TimeSpan RetryPatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Calls that a frontend repeats at the same time; beyond it a call that fails is answered <c>unavailable</c> at once, so that overload does not feed itself.</summary>
    public int MaxRepeatedCalls { get; set; } = 2000;

    internal sealed class Validator : IValidateOptions<ParleyClusterOptions>
    {
        public ValidateOptionsResult Validate(string? name, ParleyClusterOptions o) => new SettingFaults(Section)
            .Require(!string.IsNullOrWhiteSpace(o.ClusterId), nameof(ClusterId), o.ClusterId, "not empty")
            .Require(o.Address is null || IPAddress.TryParse(o.Address, out _), nameof(Address), o.Address ?? "", "an IP address, e.g. 10.0.0.5")
            .Require(IsPort(o.SiloPort), nameof(SiloPort), o.SiloPort, "from 1 to 65535")
            .Require(IsPort(o.GatewayPort), nameof(GatewayPort), o.GatewayPort, "from 1 to 65535")
            .Require(o.ListenSiloPort is null || IsPort(o.ListenSiloPort.Value), nameof(ListenSiloPort), o.ListenSiloPort ?? 0, "from 1 to 65535")
            .Require(o.ListenGatewayPort is null || IsPort(o.ListenGatewayPort.Value), nameof(ListenGatewayPort), o.ListenGatewayPort ?? 0, "from 1 to 65535")
            .Require(o.StartPatience >= TimeSpan.Zero, nameof(StartPatience), o.StartPatience, "00:00:00 or more")
            .Require(o.ProbeTimeout > TimeSpan.Zero, nameof(ProbeTimeout), o.ProbeTimeout, "positive")
            .Require(o.MaxProbeTimeout >= o.ProbeTimeout, nameof(MaxProbeTimeout), o.MaxProbeTimeout, $"at least {nameof(ProbeTimeout)}, which is {o.ProbeTimeout}")
            .Require(o.MissedProbes > 0, nameof(MissedProbes), o.MissedProbes, "at least 1")
            .Require(o.TableRefresh > TimeSpan.Zero, nameof(TableRefresh), o.TableRefresh, "positive")
            .Require(o.SignOfLife > TimeSpan.Zero, nameof(SignOfLife), o.SignOfLife, "positive")
            .Require(o.GatewayRefresh > TimeSpan.Zero, nameof(GatewayRefresh), o.GatewayRefresh, "positive")
            .Require(o.CallTimeout > TimeSpan.Zero, nameof(CallTimeout), o.CallTimeout, "positive")
            .Require(o.RetryPatience >= TimeSpan.Zero, nameof(RetryPatience), o.RetryPatience, "00:00:00 (never repeat) or more")
            .Require(o.MaxRepeatedCalls > 0, nameof(MaxRepeatedCalls), o.MaxRepeatedCalls, "at least 1")
            .Result;

        private static bool IsPort(int port) => port is > 0 and < 65536;
    }
}

/// <summary>What keeps the membership table.</summary>
public enum MembershipStore
{
    /// <summary>Redis, which must keep its data: appendonly yes, noeviction.</summary>
    Redis = 0,

    /// <summary>MariaDB or MySQL.</summary>
    Sql = 1,
}
