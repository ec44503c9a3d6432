using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Parley.Tests.Support;
using Parley.Users;
using Parley.WebFrontend.Irc;
using Xunit;

namespace Parley.Tests.Realtime.Irc;

/// <summary>The real irssi, in a terminal, with the keys that a person would press.</summary>
[Trait("Scope", "S18")]
public sealed class IrssiTests(IrcServer fixture) : IClassFixture<IrcServer>
{
    private const string Password = "a long enough passphrase 7";
    private readonly TestServer _server = fixture.Server;

    [Fact]
    public async Task A_person_signs_in_reads_writes_and_leaves()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/irssi") && File.Exists("/usr/bin/tmux"), "irssi or tmux is not installed.");
        var name = "eve-" + Guid.NewGuid().ToString("N")[..8];
        var eve = await _server.SignedInAgain((await _server.Grains.UserName(name).Register(new RegisterUser(name, null, Password))).Value!.Id);
        var ann = await _server.SignedIn("ann-" + Guid.NewGuid().ToString("N")[..8]);
        var channel = "irssi-" + Guid.NewGuid().ToString("N")[..8];
        var room = await ann.NewRoom(channel);
        await eve.JoinRoom(room);
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "config"), Configuration(name), TestContext.Current.CancellationToken);
        var terminal = "parley-" + Guid.NewGuid().ToString("N")[..12];
        try
        {
            await Tmux(terminal, "-f", "/dev/null", "new-session", "-d", "-x", "200", "-y", "50", $"irssi --home={folder.Path}");
            await Shown(terminal, "Welcome to Parley");
            await Shown(terminal, $"#{channel}: Total of 2", "/window 2"); // the room opens a window in a moment
            await ann.Say(room, "hello eve\nand a second line");
            await Shown(terminal, "hello eve");
            await Shown(terminal, "and a second line");
            await Keys(terminal, "hello from irssi");
            await Keys(terminal, "/me waves");
            await Eventually.Is(async () => (await Texts(ann, room)).Contains("_waves_"), "what was typed has come");
            await Keys(terminal, $"/msg {ann.SignedIn.User.UserName} in private");
            await Eventually.Is(async () => (await ann.Client.Get("rooms?member=me")).Json.EnumerateArray().Any(one => one.Text("visibility") == "direct"), "the private message has come");
            await Keys(terminal, $"/part #{channel}");
            await Eventually.Is(async () => (await eve.Client.Get($"rooms/{room}/messages")).Status == 403, "eve has left");

            Assert.Equal(["hello eve\nand a second line", "hello from irssi", "_waves_"], await Texts(ann, room));
            await Keys(terminal, "/quit");
            await Eventually.Is(async () => (await _server.Grains.User(eve.Id).Sessions()).All(session => session.Device != "IRC"), "the session has ended");
        }
        finally
        {
            await Tmux(terminal, "kill-server");
        }
    }

    private static async Task<List<string?>> Texts(TestUser user, string room) =>
        (await user.Client.Get($"rooms/{room}/messages")).Json.GetProperty("messages").EnumerateArray().Select(message => message.Text("text")).ToList();

    private static async Task Keys(string terminal, string line)
    {
        await Tmux(terminal, "send-keys", "-l", line);
        await Tmux(terminal, "send-keys", "Enter");
    }

    /// <param name="keys">Pressed before each look.</param>
    private static async Task Shown(string terminal, string text, string? keys = null)
    {
        var screen = "";
        try
        {
            await Eventually.Is(Look, text);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} The screen:\n{screen}", e);
        }

        async Task<bool> Look()
        {
            if (keys is not null)
            {
                await Keys(terminal, keys);
            }

            screen = await Tmux(terminal, "capture-pane", "-p");
            return screen.Contains(text, StringComparison.Ordinal);
        }
    }

    /// <summary>Talks to a server of tmux that is this test's own.</summary>
    private static async Task<string> Tmux(string terminal, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/tmux", ["-L", terminal, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["TERM"], start.Environment["LC_ALL"]) = ("xterm-256color", "C.UTF-8");
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output;
    }

    private string Configuration(string name) => $$"""
        servers = ( { address = "127.0.0.1"; chatnet = "parley"; port = "{{_server.Services.GetRequiredService<IrcListener>().EndPoint!.Port}}"; autoconnect = "yes"; use_tls = "no"; } );
        chatnets = { parley = { type = "IRC"; sasl_mechanism = "PLAIN"; sasl_username = "{{name}}"; sasl_password = "{{Password}}"; }; };
        settings = { core = { real_name = "Eve"; user_name = "eve"; nick = "{{name}}"; }; "fe-common/core" = { autoclose_windows = "no"; }; };
        """;
}
