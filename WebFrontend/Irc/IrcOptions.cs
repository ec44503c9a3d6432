using System.Net;
using Microsoft.Extensions.Options;
using Parley.Settings;

namespace Parley.WebFrontend.Irc;

/// <summary>The IRC gateway. Section <c>Parley:Irc</c>.</summary>
public sealed class IrcOptions
{
    public const string Section = "Parley:Irc";

    /// <summary>True: IRC clients may connect.</summary>
    public bool Enabled { get; set; }

    /// <summary>Address of this machine that it listens on; <c>0.0.0.0</c> or <c>::</c>: all. Passwords cross the network as they are unless <see cref="Tls"/> is on.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port that it listens on: 6697 is usual with TLS, 6667 without. 0: any that is free.</summary>
    public int Port { get; set; } = 6667;

    /// <summary>True: TLS only, with the certificate of <c>Parley:Tls</c>.</summary>
    public bool Tls { get; set; }

    /// <summary>What the server calls itself: a host name.</summary>
    public string ServerName { get; set; } = "parley";

    /// <summary>Time for a client to sign in.</summary>
    public TimeSpan SignInTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Passwords and tokens that one connection may try.</summary>
    public int MaxSignInAttempts { get; set; } = 3;

    /// <summary>A client that has said nothing for so long is asked whether it is there.</summary>
    public TimeSpan PingAfter { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>A client that does not answer that for so long is disconnected.</summary>
    public TimeSpan PongTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Lines that a client may send at once; what comes faster than <see cref="LinesPerSecond"/> waits in the network.</summary>
    public int LinesAtOnce { get; set; } = 50;

    /// <summary>Lines that a client may send in the long run.</summary>
    public int LinesPerSecond { get; set; } = 5;

    /// <summary>Rooms that are opened at sign-in and names that one command may hold.</summary>
    public int MaxRooms { get; set; } = 200;

    /// <summary>Members that are named of a room, and rooms that are listed: 1000 at most.</summary>
    public int MaxNames { get; set; } = 500;

    /// <summary>Lines that one message is shown in; of a longer one it is said how much is missing.</summary>
    public int MaxLinesPerMessage { get; set; } = 20;

    /// <summary>Messages of one answer to CHATHISTORY: 1000 at most.</summary>
    public int MaxHistory { get; set; } = 100;

    internal sealed class Validator : IValidateOptions<IrcOptions>
    {
        public ValidateOptionsResult Validate(string? name, IrcOptions o) => new SettingFaults(Section)
            .Require(IPAddress.TryParse(o.Address, out _), nameof(Address), o.Address, "an IP address")
            .Require(o.Port is >= 0 and <= 65535, nameof(Port), o.Port, "a port")
            .Require(o.ServerName.Length is > 0 and <= 63 && o.ServerName.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-'), nameof(ServerName), o.ServerName, "a host name of at most 63 characters")
            .Require(o.SignInTimeout > TimeSpan.Zero, nameof(SignInTimeout), o.SignInTimeout, "positive")
            .Require(o.MaxSignInAttempts > 0, nameof(MaxSignInAttempts), o.MaxSignInAttempts, "at least 1")
            .Require(o.PingAfter > TimeSpan.Zero, nameof(PingAfter), o.PingAfter, "positive")
            .Require(o.PongTimeout > TimeSpan.Zero, nameof(PongTimeout), o.PongTimeout, "positive")
            .Require(o.LinesAtOnce > 0, nameof(LinesAtOnce), o.LinesAtOnce, "at least 1")
            .Require(o.LinesPerSecond > 0, nameof(LinesPerSecond), o.LinesPerSecond, "at least 1")
            .Require(o.MaxRooms > 0, nameof(MaxRooms), o.MaxRooms, "at least 1")
            .Require(o.MaxNames is >= 1 and <= 1000, nameof(MaxNames), o.MaxNames, "from 1 to 1000")
            .Require(o.MaxLinesPerMessage > 0, nameof(MaxLinesPerMessage), o.MaxLinesPerMessage, "at least 1")
            .Require(o.MaxHistory is >= 1 and <= 1000, nameof(MaxHistory), o.MaxHistory, "from 1 to 1000")
            .Result;
    }
}
