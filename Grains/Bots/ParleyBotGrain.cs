using System.Globalization;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Rooms;

namespace Parley.Grains.Bots;

/// <summary>Answers for @parley in one room. Key: room id. Only silos call it.</summary>
[Alias("parley.parley-bot"), GrainInterfaceType("parley-bot")]
internal interface IParleyBotGrain : IGrainWithStringKey
{
    /// <summary>Answers a message that mentions the bot; a second time, or from two silos, it is still one answer.</summary>
    [Alias("answer"), OneWay] Task Answer(long seq, string text);

    /// <summary>The same of a message that may have been answered long ago.</summary>
    [Alias("answer-late"), OneWay] Task AnswerLate(long seq);
}

[GrainType("parley-bot")]
internal sealed class ParleyBotGrain(ParleyBot bot, TimeProvider clock) : Grain, IParleyBotGrain
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private IRoomGrain Room => GrainFactory.Room(this.GetPrimaryKeyString());

    public async Task Answer(long seq, string text)
    {
        var answer = new SendMessage
        {
            Sender = bot.UserId!,
            ClientId = "re-" + seq.ToString(CultureInfo.InvariantCulture), // what makes it one answer
            Text = ParleyBotReplies.Answer(text, seq),
            ReplyTo = seq,
        };

        // Where the bot is no member it is refused, and stays silent. A room that is busy, or does not know what came of it, is asked again.
        for (var attempt = 1; await Room.Do(answer) is { Error: { } refusal } && (refusal.OutcomeUnknown || refusal.RetryAfterMs is not null) && attempt < MaxAttempts; attempt++)
        {
            var wait = TimeSpan.FromMilliseconds(refusal.RetryAfterMs ?? 100);
            await Task.Delay(wait < LongestWait ? wait : LongestWait, clock);
        }
    }

    public async Task AnswerLate(long seq)
    {
        // As it is now: who has changed the text since gets no second answer, because the client id has been used for another one.
        var read = await Room.Message(new Actor(bot.UserId!, ServerRole.Bot), seq);
        if (read is { Value.Messages: [{ Text: { } text } message] } && message.Sender != bot.UserId && ParleyBotReplies.IsMentioned(text))
        {
            await Answer(seq, text);
        }
    }
}
