using System.Globalization;
using System.Text;
using Parley.Errors;
using Parley.Rooms;
using Parley.Sessions;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Irc;

internal sealed partial class IrcConnection
{
    private const string Product = "parley-irc";

    /// <summary>Of what a client may send to sign in, in base64; tokens are shorter.</summary>
    private const int MaxSasl = 8192;

    /// <summary>A piece of this length has another one behind it.</summary>
    private const int SaslPiece = 400;

    private IrcCapabilities _capabilities;
    private bool _negotiates;
    private bool _isVersion302;
    private string _nick = "*";
    private string? _askedNick;
    private string? _userName;
    private string? _pass;
    private StringBuilder? _sasl;
    private int _attempts;

    /// <summary>A session that was opened for this connection, and ends with it; null: it came with a token.</summary>
    private string? _ownSession;
    private volatile bool _isWelcome;

    /// <summary>True: it has been proven who it is.</summary>
    private bool IsKnown => User is not null;

    /// <summary>A line of a client that has not been welcomed yet.</summary>
    private async Task SignIn(IrcLine line)
    {
        switch (line.Command)
        {
            case "CAP":
                Negotiate(line);
                break;
            case "PASS" when Has(line, 1):
                _pass = First(line);
                break;
            case "NICK" when Has(line, 1):
                _askedNick = First(line);
                break;
            case "USER" when Has(line, 1):
                _userName = First(line);
                break;
            case "AUTHENTICATE":
                await Sasl(First(line));
                break;
            case "PING":
                Say(IrcLine.Of("PONG", ServerName, First(line)) with { Source = ServerName });
                break;
            case "QUIT":
                Close(Quit);
                return;
            case "PASS" or "NICK" or "USER" or "PONG":
                break;
            default:
                Answer("451", "Sign in first: SASL PLAIN, or PASS with NICK and USER.");
                break;
        }

        if (_askedNick is not null && _userName is not null && !_negotiates && !_closing)
        {
            await Welcome();
        }
    }

    private void Negotiate(IrcLine line)
    {
        var asked = At(line, 1);
        switch (First(line).ToUpperInvariant())
        {
            case "LS":
                _negotiates = !_isWelcome;
                _isVersion302 |= int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= 302;
                Cap("LS", IrcCapabilityNames.List(_isVersion302));
                break;
            case "LIST":
                Cap("LIST", IrcCapabilityNames.List(_capabilities));
                break;
            case "REQ":
                _negotiates = !_isWelcome;
                Cap(Request(asked) ? "ACK" : "NAK", asked);
                break;
            case "END":
                _negotiates = false;
                break;
            default:
                Answer("410", First(line), "This subcommand of CAP is not known.");
                break;
        }
    }

    private void Cap(string subcommand, string names) => Answer("CAP", subcommand, names);

    /// <summary>All of them, or none.</summary>
    private bool Request(string asked)
    {
        var wanted = _capabilities;
        foreach (var word in asked.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var flag = IrcCapabilityNames.Parse(word.TrimStart('-'));
            if (flag == IrcCapabilities.None)
            {
                return false;
            }

            wanted = word.StartsWith('-') ? wanted & ~flag : wanted | flag;
        }

        _capabilities = wanted;
        return true;
    }

    private async Task Sasl(string piece)
    {
        if (IsKnown)
        {
            Answer("907", "You are signed in already.");
        }
        else if (_sasl is null)
        {
            if (string.Equals(piece, "PLAIN", StringComparison.OrdinalIgnoreCase))
            {
                _sasl = new StringBuilder();
                Say(IrcLine.Of("AUTHENTICATE", "+"));
            }
            else
            {
                Answer("908", "PLAIN", "is how one signs in here.");
                Answer("904", "This way to sign in is not known here.");
            }
        }
        else if (piece == "*")
        {
            _sasl = null;
            Answer("906", "Signing in was given up.");
        }
        else if (piece.Length > SaslPiece || _sasl.Length + piece.Length > MaxSasl)
        {
            _sasl = null;
            Answer("905", "That is too long.");
        }
        else
        {
            _sasl.Append(piece == "+" ? "" : piece);
            if (piece.Length < SaslPiece)
            {
                var whole = _sasl.ToString();
                _sasl = null;
                await Plain(whole);
            }
        }
    }

    /// <summary>RFC 4616: for whom (empty, or the same), who, by what.</summary>
    private async Task Plain(string base64)
    {
        var bytes = new byte[MaxSasl];
        var parts = Convert.TryFromBase64String(base64, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length).Split('\0') : [];
        var refusal = parts is [var whom, var who, var secret] && (whom.Length == 0 || whom == who) ? await Prove(who, secret) : ErrorCatalog.Error(ErrorCatalog.SignInFailed);
        if (refusal is null)
        {
            Answer("900", IrcEvents.Mask(_nick, ServerName), _nick, "You are signed in.");
            Answer("903", "You are signed in.");
        }
        else
        {
            Answer("904", refusal.Message);
            await CountAttempt();
        }
    }

    private async Task CountAttempt()
    {
        if (++_attempts >= _options.MaxSignInAttempts)
        {
            await Flush();
            Close(Refused);
        }
    }

    /// <summary>Makes sure who it is. Null: done.</summary>
    /// <param name="secret">A password, or a token, which says by itself whose it is.</param>
    private async Task<Error?> Prove(string userName, string secret)
    {
        CurrentUser user;
        if (secret.StartsWith(SessionToken.BotPrefix, StringComparison.Ordinal) || TokenForm.Read(secret) is not null)
        {
            var proven = await _services.Tokens.ValidateAsync(secret);
            if (CurrentUser.From(proven.Value) is not { } known)
            {
                return proven.Error ?? ErrorCatalog.Error(ErrorCatalog.NotSignedIn);
            }

            user = known;
        }
        else
        {
            var signedIn = await _services.Passwords.SignInAsync(_from, userName, secret, "IRC");
            if (signedIn.IsError)
            {
                return signedIn.Error.Code == ErrorCatalog.SecondFactorNeeded
                    ? ErrorCatalog.Error(ErrorCatalog.SecondFactorNeeded, "This account has a second factor, which IRC cannot ask for. Use a token instead of the password.")
                    : signedIn.Error;
            }

            _ownSession = signedIn.Value.Session;
            user = new CurrentUser(signedIn.Value.User.Id, signedIn.Value.Session, signedIn.Value.User.Role)
            {
                ProvenUntil = _services.Clock.GetUtcNow() + signedIn.Value.ExpiresIn,
            };
        }

        if (await _services.Grains.User(user.Id).Find() is not { IsDeactivated: false } profile)
        {
            return ErrorCatalog.Error(ErrorCatalog.SignInFailed);
        }

        (User, _nick) = (user, profile.UserName);
        return null;
    }

    private async Task Welcome()
    {
        if (!IsKnown && await ProveByPass() is { } refusal)
        {
            Answer("464", refusal.Message);
            await Flush();
            Close(Refused);
            return;
        }

        _pass = null;
        if (!_services.Connections.TryAdd(this))
        {
            _closing = true;
            return;
        }

        _isWelcome = true;
        if (_askedNick != _nick)
        {
            Say(IrcLine.Of("NICK", _nick) with { Source = IrcEvents.Mask(_askedNick!, ServerName) });
        }

        Answer("001", $"Welcome to Parley, {_nick}");
        Answer("002", $"Your host is {ServerName}");
        Answer("003", "Rooms are kept: what was said before is there with CHATHISTORY");
        Answer("004", ServerName, Product, "i", "bhimnot", "bho");
        Answer(
            "005", "NETWORK=Parley", "CASEMAPPING=ascii", "CHANTYPES=#", "PREFIX=(oh)@%", "CHANMODES=b,,,imnt", "UTF8ONLY", "NICKLEN=32", $"CHANNELLEN={Rooms.RoomRequests.MaxNameLength + 1}",
            $"TOPICLEN={Rooms.RoomRequests.MaxTopicLength}", $"CHATHISTORY={_options.MaxHistory.ToString(CultureInfo.InvariantCulture)}", "MSGREFTYPES=msgid,timestamp", "are supported");
        Answer("422", "There is no message of the day.");
        await Flush();
        await OpenMine();
        if (User.Rooms is null)
        {
            await _services.Own.Listen(this);
            WantRooms(); // those that came in between
        }
    }

    /// <summary><c>PASS name:password</c>, <c>PASS token</c>, or <c>PASS password</c>, and the name is the nick that was asked for.</summary>
    private Task<Error?> ProveByPass()
    {
        if (_pass is not { Length: > 0 } pass)
        {
            return Task.FromResult<Error?>(ErrorCatalog.Error(ErrorCatalog.NotSignedIn, "Sign in with SASL PLAIN, or with PASS."));
        }

        var colon = pass.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 ? Prove(pass[..colon], pass[(colon + 1)..]) : Prove(_askedNick!, pass);
    }

    private async Task EndSession()
    {
        if (_ownSession is { } session && User is { } user)
        {
            try
            {
                var ended = await _services.Grains.User(user.Id).EndSession(session);
                if (!ended.IsError)
                {
                    _services.Revocations.Revoke(session, ended.Value);
                }
            }
            catch (Exception e) when (Problems.Unavailability.IsUnavailable(e))
            {
                _services.LogCommandFailed(e); // it ends by itself when nobody uses it
            }
        }
    }
}
