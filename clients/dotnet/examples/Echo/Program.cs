using Parley.Client;

var token = Environment.GetEnvironmentVariable("PARLEY_TOKEN") ?? throw new InvalidOperationException("Set PARLEY_TOKEN.");
using var parley = new ParleyClient(Environment.GetEnvironmentVariable("PARLEY_URL") ?? "http://localhost:5000", token);
var me = await parley.MeAsync();
var room = await parley.JoinAsync(args.FirstOrDefault() ?? "lobby");
await foreach (var e in parley.ListenAsync(room))
{
    if (e.IsMessage && e.Sender != me.Id)
    {
        await parley.SendAsync(room, $"You said: {e.Text}", replyTo: e.Seq, clientId: $"re-{e.Seq}");
    }
}
