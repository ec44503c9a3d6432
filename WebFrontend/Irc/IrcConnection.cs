using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Errors;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Irc;

/// <summary>
/// One IRC client. Its lines are carried out one after the other, and the next one is not read before the answer to the last was written: so nothing piles up, however fast it
/// writes and however slowly it reads. What happens in rooms is written by the queue's pump alone.
/// </summary>
internal sealed partial class IrcConnection : ClientConnection, IAsyncDisposable
{
    private static readonly Closing Quit = new("quit", 1000);
    private static readonly Closing NoAnswer = new("ping-timeout", 4408);
    private static readonly Closing Refused = new("sign-in-refused", 4401);

    private readonly Stream _stream;
    private readonly IPAddress? _from;
    private readonly IrcServices _services;
    private readonly IrcOptions _options;
    private readonly IrcLineReader _reader;
    private readonly CancellationTokenSource _cut = new();
    private readonly CancellationToken _whenCut;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Who carries something out holds it: a line of the client's, or news of its rooms.</summary>
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The answer to the line under way. Belongs to who holds <see cref="_turn"/>.</summary>
    private readonly List<IrcLine> _answer = [];
    private readonly double _linesPerTick;
    private double _linesLeft;
    private long _counted;
    private DateTimeOffset _heard;
    private volatile bool _asked;
    private volatile bool _closing;

    public IrcConnection(Stream stream, IPAddress? from, IrcServices services)
        : base(services.Realtime, services.Metrics, services.Clock)
    {
        (_stream, _from, _services, _options) = (stream, from, services, services.Options);
        _reader = new IrcLineReader(stream);
        _whenCut = _cut.Token;
        _linesPerTick = _options.LinesPerSecond / (double)services.Clock.TimestampFrequency;
        _linesLeft = _options.LinesAtOnce;
        (_counted, _heard) = (services.Clock.GetTimestamp(), services.Clock.GetUtcNow());
    }

    public override bool HasSaidFarewell => _closed.Task.IsCompleted;

    private string ServerName => _options.ServerName;

    /// <summary>Serves the client until it is gone.</summary>
    public async Task RunAsync()
    {
        try
        {
            await using var deadline = _services.Clock.CreateTimer(_ => LookAtSignIn(), null, _options.SignInTimeout, Timeout.InfiniteTimeSpan);
            while (await _reader.ReadAsync(_whenCut) is { } read)
            {
                (_heard, _asked) = (_services.Clock.GetUtcNow(), false);
                if (_closing)
                {
                    continue; // only to see the client go
                }

                await WaitForRoom();
                await InTurn(() => Take(read.Line));
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went without a farewell, or was cut.
        }
        finally
        {
            Ended();
            _services.Subscriptions.LeaveAll(this);
            _services.Connections.Remove(this);
            Abort();
            await EndSession();
        }
    }

    public override async ValueTask CloseAsync(Closing closing)
    {
        _closing = true;
        _cut.CancelAfter(Linger);
        await _stream.WriteAsync(Encode([IrcLine.Of("ERROR", $"Closing link: {closing.Reason}")]), CancellationToken.None);
        await _stream.FlushAsync(CancellationToken.None);
        _closed.TrySetResult();
        await _cut.CancelAsync(); // the protocol has no farewell of the client's to wait for
    }

    public override void Abort()
    {
        try
        {
            _cut.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }

        _stream.Close();
        _closed.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _cut.Dispose();
        await _stream.DisposeAsync();
    }

    /// <summary>Also whether the client is still there.</summary>
    public override void Look(RealtimeOptions options)
    {
        base.Look(options);
        var silent = _services.Clock.GetUtcNow() - _heard;
        if (silent > _options.PingAfter + _options.PongTimeout)
        {
            Close(NoAnswer);
        }
        else if (silent > _options.PingAfter && !_asked)
        {
            _asked = true;
            Queue.Answer(Encode([IrcLine.Of("PING", ServerName)]));
        }
    }

    /// <summary>Carries something out when nothing else is, and sends what there is to say about it.</summary>
    private async Task InTurn(Func<Task> work)
    {
        await _turn.WaitAsync(_whenCut);
        try
        {
            await work();
            await Flush();
        }
        finally
        {
            _answer.Clear();
            _turn.Release();
        }
    }

    /// <summary>Ends when the answer was written.</summary>
    private async Task Flush()
    {
        if (_answer.Count > 0)
        {
            var frame = Encode(_answer);
            _answer.Clear();
            await Queue.Answer(frame).Sent;
        }
    }

    private void Say(IrcLine line) => _answer.Add(line);

    /// <summary>An answer of the server's to this client.</summary>
    private void Answer(string number, params ReadOnlySpan<string> parameters) => Say(IrcLine.Of(number, [_nick, .. parameters]) with { Source = ServerName });

    /// <summary>A refusal that IRC has no number for.</summary>
    /// <param name="about">Words that say what of the command is wrong; empty: none.</param>
    private void Fail(string command, string code, string about, string sentence)
    {
        if (_capabilities.HasFlag(IrcCapabilities.StandardReplies))
        {
            Say(IrcLine.Of("FAIL", [command, code, .. about.Split(' ', StringSplitOptions.RemoveEmptyEntries), sentence]) with { Source = ServerName });
        }
        else
        {
            Answer("400", command, sentence); // ERR_UNKNOWNERROR
        }
    }

    private void Fail(string command, string about, Error error) => Fail(command, error.Code.ToUpperInvariant().Replace('-', '_'), about, error.Message);

    private ReadOnlyMemory<byte> Encode(IEnumerable<IrcLine> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            var tags = line.Tags.Where(tag => tag.Key switch
            {
                "time" => _capabilities.HasFlag(IrcCapabilities.ServerTime),
                "batch" => _capabilities.HasFlag(IrcCapabilities.Batch),
                _ => _capabilities.HasFlag(IrcCapabilities.MessageTags),
            });
            text.Append((line with { Tags = [.. tags] }).WriteTags()).Append(IrcText.Split(line.WriteRest(), IrcLine.MaxBytes - 2).First()).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private async Task Take(string? text)
    {
        if (text is null)
        {
            Answer("417", "The line is too long.");
            return;
        }

        if (IrcLine.Parse(text) is not { } line)
        {
            return;
        }

        try
        {
            if (!_isWelcome)
            {
                await SignIn(line);
                return;
            }

            while (await _services.Throttle.AcquireAsync(ThrottleScopes.Calls, User.Id) is { } wait)
            {
                await Task.Delay(wait, _services.Clock, _whenCut);
            }

            await Do(line);
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException or ObjectDisposedException) || !_whenCut.IsCancellationRequested)
        {
            _services.LogCommandFailed(e);
            _answer.Clear();
            Fail(line.Command, "UNKNOWN_OUTCOME", "", "The server could not find out whether this was done. Look, and try again.");
        }
    }

    private Task Do(IrcLine line) => line.Command switch
    {
        "PING" => Now(() => Say(IrcLine.Of("PONG", ServerName, First(line)) with { Source = ServerName })),
        "PONG" => Task.CompletedTask,
        "QUIT" => Now(() => Close(Quit)),
        "CAP" => Now(() => Negotiate(line)),
        "AUTHENTICATE" => Now(() => Answer("907", "You are signed in already.")),
        "PASS" or "USER" => Now(() => Answer("462", "You are signed in already.")),
        "NICK" => Now(() => Fail("NICK", "NICKNAME_FIXED", First(line), "Your nick is your user name here.")),
        "JOIN" => Join(line),
        "PART" => Part(line),
        "PRIVMSG" => Post(line, isNotice: false),
        "NOTICE" => Post(line, isNotice: true),
        "TAGMSG" => Tag(line),
        "REDACT" => Redact(line),
        "TOPIC" => Topic(line),
        "NAMES" => Names(line),
        "KICK" => Kick(line),
        "INVITE" => Invite(line),
        "MODE" => Mode(line),
        "LIST" => List(),
        "WHO" => Who(line),
        "WHOIS" => WhoIs(line),
        "USERHOST" => UserHost(line),
        "ISON" => IsOn(line),
        "AWAY" => Away(line),
        "CHATHISTORY" => History(line),
        "MOTD" => Now(() => Answer("422", "There is no message of the day.")),
        "VERSION" => Now(() => Answer("351", Product, ServerName, "")),
        "TIME" => Now(() => Answer("391", ServerName, _services.Clock.GetUtcNow().ToString("u"))),
        _ => Now(() => Answer("421", line.Command, "This command is not known here.")),
    };

    private static string First(IrcLine line) => At(line, 0);

    private static string At(IrcLine line, int index) => index < line.Parameters.Length ? line.Parameters[index] : "";

    private static Task Now(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    /// <summary>True if the line has so many parameters; else the client was told.</summary>
    private bool Has(IrcLine line, int parameters)
    {
        if (line.Parameters.Length >= parameters && line.Parameters[0].Length > 0)
        {
            return true;
        }

        Answer("461", line.Command, "Parameters are missing.");
        return false;
    }

    /// <summary>What comes too fast waits where it is: in the network.</summary>
    private async ValueTask WaitForRoom()
    {
        while (true)
        {
            var now = _services.Clock.GetTimestamp();
            _linesLeft = Math.Min(_options.LinesAtOnce, _linesLeft + ((now - _counted) * _linesPerTick));
            _counted = now;
            if (_linesLeft >= 1)
            {
                _linesLeft--;
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds((1 - _linesLeft) / _options.LinesPerSecond), _services.Clock, _whenCut);
        }
    }

    private void LookAtSignIn()
    {
        if (!_isWelcome)
        {
            Close(Closing.AuthTimeout);
        }
    }
}
