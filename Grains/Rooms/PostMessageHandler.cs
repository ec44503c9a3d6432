using System.Globalization;
using Orleans;
using Parley.Jobs;
using Parley.Rooms;

namespace Parley.Grains.Rooms;

/// <summary>Says messages that wait in the queue. A repeat comes to the same: the room knows the client id.</summary>
internal sealed class PostMessageHandler(IGrainFactory grains) : IJobHandler
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    public string Kind => PostMessage.Kind;

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var message = PostMessage.Read(run.Payload);
        if (await grains.User(message.Sender).Find() is not { IsDeactivated: false } sender)
        {
            return JobResult.Failed(Errors.ErrorCatalog.Forbidden);
        }

        var outcome = await grains.Room(message.Room).Do(new SendMessage
        {
            Sender = sender.Id, SenderRole = sender.Role, ClientId = run.Id, Text = message.Text, ReplyTo = message.ReplyTo, Thread = message.Thread, Mentions = message.Mentions,
        });
        return outcome switch
        {
            { IsError: false } => JobResult.Done(string.Create(CultureInfo.InvariantCulture, $$"""{"seq":{{outcome.Value.Seq}}}""")),
            { Error: { OutcomeUnknown: true } unknown } => JobResult.Again(unknown.Code),
            { Error: { RetryAfterMs: { } wait } } => JobResult.Later(TimeSpan.FromMilliseconds(wait) > Shortest ? TimeSpan.FromMilliseconds(wait) : Shortest), // slow mode, a busy room
            { Error.Code: Errors.ErrorCatalog.MessageHeld } => JobResult.Done(), // it waits for a moderator
            _ => JobResult.Failed(outcome.Error!.Code),
        };
    }
}
