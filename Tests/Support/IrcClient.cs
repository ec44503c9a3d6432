using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Parley.WebFrontend.Irc;

namespace Parley.Tests.Support;

/// <summary>An IRC client, line by line.</summary>
internal sealed class IrcClient(Stream stream) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly StreamReader _reader = new(stream, new UTF8Encoding(false));

    /// <summary>A connection that has said nothing yet.</summary>
    public static async Task<IrcClient> Connect(TestServer server) => new(await Open(server.Services));

    /// <summary>The same over TLS.</summary>
    /// <param name="subject">Of the certificate that is expected.</param>
    public static async Task<IrcClient> ConnectSecurely(IServiceProvider server, string subject)
    {
        var secured = new SslStream(await Open(server), leaveInnerStreamOpen: false, (_, certificate, _, _) => certificate?.Subject == subject);
        await secured.AuthenticateAsClientAsync("localhost");
        return new IrcClient(secured);
    }

    /// <summary>Signed in by SASL, with these capabilities; what is said to welcome it, and of its rooms so far, was read.</summary>
    /// <param name="secret">Password or token.</param>
    public static async Task<IrcClient> SignedIn(TestServer server, string nick, string secret, string capabilities = "")
    {
        var client = await Connect(server);
        await client.Send("CAP LS 302", $"CAP REQ :{$"sasl {capabilities}".Trim()}", $"NICK {nick}", $"USER {nick} 0 * :{nick}", "AUTHENTICATE PLAIN");
        await client.Expect("AUTHENTICATE");
        await client.Send([.. Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{nick}\0{secret}")).Chunk(400).Select(piece => "AUTHENTICATE " + new string(piece))]); // none is of 400 by chance: tokens' lengths vary little
        await client.Expect("903");
        await client.Send("CAP END");
        await client.Expect("001");
        await client.Settle();
        return client;
    }

    public async Task Send(params string[] lines)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\r\n"))));
        await stream.FlushAsync();
    }

    public async Task SendBytes(byte[] bytes)
    {
        await stream.WriteAsync(bytes);
        await stream.FlushAsync();
    }

    /// <summary>The next line; null: the server has ended the connection.</summary>
    public async Task<IrcLine?> Next()
    {
        try
        {
            return await _reader.ReadLineAsync().WaitAsync(Patience) is { } line ? IrcLine.Parse(line) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The next line of this command; others are passed over.</summary>
    public async Task<IrcLine> Expect(string command)
    {
        while (true)
        {
            var line = await Next() ?? throw new InvalidOperationException($"The server went before it said {command}.");
            if (line.Command == command)
            {
                return line;
            }
        }
    }

    /// <summary>All lines up to the answer to a question that is asked now.</summary>
    public async Task<List<IrcLine>> Settle()
    {
        var mark = Guid.NewGuid().ToString("N");
        await Send("PING " + mark);
        var lines = new List<IrcLine>();
        while (await Next() is { } line && !(line.Command == "PONG" && line.Parameters[^1] == mark))
        {
            lines.Add(line);
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await stream.DisposeAsync();
    }

    private static async Task<Stream> Open(IServiceProvider server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, server.GetRequiredService<IrcListener>().EndPoint!.Port);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
