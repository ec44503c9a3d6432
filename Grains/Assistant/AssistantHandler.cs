using System.Globalization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Access;
using Parley.Errors;
using Parley.Jobs;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Assistant;

/// <summary>
/// Answers questions to the assistant, from the queue. The answer is one message with a client id that follows from the question's number, and edits of it as it grows: whoever takes the
/// question up after a crash goes on with the same message, from the beginning.
/// </summary>
internal sealed partial class AssistantHandler(
    IGrainFactory grains, AssistantBot bot, AssistantContext context, AssistantModel model, AssistantRates rates, IOptions<AssistantOptions> options, TimeProvider clock,
    ILogger<AssistantHandler> logger) : IJobHandler
{
    /// <summary>What the message says until something has come.</summary>
    private const string Begun = "…";
    private const string Unavailable = "I cannot answer now: the model cannot be reached. Please ask again later.";
    private const string Nothing = "I have no answer to that.";
    private const string TooMany = "That were many questions: I can answer more in a while.";

    private const int FinalAttempts = 10;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    public string Kind => AssistantQuestion.Kind;

    public int MaxAtOnce => options.Value.MaxConcurrent;

    /// <summary>With what is done around the answer.</summary>
    public TimeSpan LongestAttempt => options.Value.Timeout + TimeSpan.FromMinutes(1);

    public async Task<JobResult> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var asked = AssistantQuestion.Read(run.Payload);
        if (!options.Value.IsOn)
        {
            return JobResult.Done(); // switched off meanwhile
        }

        if (bot.UserId is not { } id || await grains.User(id).Find() is not { IsDeactivated: false } me)
        {
            return JobResult.Again("assistant-not-there"); // set up in a moment
        }

        // 1. The question as it is now, read by the bot: where it is no member any more there is none.
        var room = grains.Room(asked.Room);
        var read = await room.Message(new Actor(me.Id, me.Role), asked.Seq);
        if (read is not { Value.Messages: [{ Text: not null } question] } || question.Mentions?.Users.Contains(me.Id) != true
            || await grains.User(question.Sender).Find() is not { IsBot: false, IsDeactivated: false } asker)
        {
            return JobResult.Done(); // gone, taken back, or a program's: programs do not keep each other talking
        }

        // 2. One message is begun, or was: then the question has been counted.
        var begun = await room.Do(new SendMessage { Sender = me.Id, SenderRole = me.Role, ClientId = asked.ClientId, Text = Begun, ReplyTo = asked.Seq, Thread = question.Thread });
        if (begun.Error is { } refusal)
        {
            return Refused(refusal);
        }

        var answer = new Answer(room, me, begun.Value!.Seq);
        if (!begun.Value.IsRepeat && !await rates.AdmitAsync(asker.Id))
        {
            return await FinishAsync(answer, TooMany, cancellation);
        }

        // 3. It grows.
        return await GrowAsync(run, answer, await PromptAsync(asked.Room, question, asker, me), cancellation);
    }

    private async Task<IReadOnlyList<ChatMessage>> PromptAsync(string room, RoomMessage question, UserProfile asker, UserProfile me)
    {
        var before = await context.ReadAsync(room, question, asker, me, options.Value.MaxContextMessages);
        return AssistantPrompt.Of(before, question, await context.NamesAsync([.. before, question]), me.Id, options.Value);
    }

    private async Task<JobResult> GrowAsync(JobRun run, Answer answer, IReadOnlyList<ChatMessage> prompt, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(options.Value.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        var growing = new GrowingAnswer(options.Value);
        var (began, isCut) = (clock.GetTimestamp(), false);
        try
        {
            await foreach (var piece in model.AnswerAsync(prompt, both.Token))
            {
                growing.Add(piece);
                if (growing.IsFull)
                {
                    isCut = true;
                    break;
                }

                if (growing.IsDue(clock.GetElapsedTime(began)) && await EditAsync(answer, growing.Unfinished) is { RetryAfterMs: null, OutcomeUnknown: false })
                {
                    return JobResult.Done(); // somebody has deleted it, or the bot may not write any more
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            LogTooSlow(run.Id);
            isCut = true;
        }
        catch (Exception e) when (AssistantModel.IsFault(e) && !cancellation.IsCancellationRequested)
        {
            LogModelFailed(e.GetType().Name, AssistantModel.Status(e), run.Id, run.Attempt); // not its message, which may repeat what was asked
            if (growing.IsEmpty && !run.IsLastAttempt && AssistantModel.Status(e) is null or 408 or 429 or >= 500)
            {
                return JobResult.Again("model-unavailable");
            }

            isCut = true;
        }

        return await FinishAsync(answer, growing.IsEmpty ? isCut ? Unavailable : Nothing : growing.Finished(isCut), cancellation);
    }

    /// <summary>The last edit has to come through: without it the message would look unfinished for ever.</summary>
    private async Task<JobResult> FinishAsync(Answer answer, string text, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var refusal = await EditAsync(answer, text);
            if (refusal is null or { RetryAfterMs: null, OutcomeUnknown: false })
            {
                return JobResult.Done();
            }

            if (attempt == FinalAttempts)
            {
                return JobResult.Again(refusal.Code);
            }

            await Task.Delay(Wait(refusal), clock, cancellation);
        }
    }

    private static async Task<Error?> EditAsync(Answer answer, string text) => (await answer.Room.Do(new EditMessage
    {
        Sender = answer.Me.Id, SenderRole = answer.Me.Role, ClientId = answer.NextClientId(), Target = answer.Seq, Text = text,
    })).Error;

    private static JobResult Refused(Error refusal) => refusal switch
    {
        { OutcomeUnknown: true } => JobResult.Again(refusal.Code),
        { RetryAfterMs: not null } => JobResult.Later(Wait(refusal)), // slow mode, a busy room
        _ => JobResult.Done(),
    };

    private static TimeSpan Wait(Error refusal) => TimeSpan.FromMilliseconds(refusal.RetryAfterMs ?? 0) is var wait && wait > Shortest ? wait : Shortest;

    /// <summary>The message that grows.</summary>
    private sealed class Answer(IRoomGrain room, UserProfile me, long seq)
    {
        private readonly string _attempt = Guid.NewGuid().ToString("N")[..12];
        private int _edits;

        public IRoomGrain Room => room;

        public UserProfile Me => me;

        public long Seq => seq;

        /// <summary>Other attempts at the question write other texts.</summary>
        public string NextClientId() => string.Create(CultureInfo.InvariantCulture, $"ai-{seq}-{_attempt}-{_edits++}");
    }

    [LoggerMessage(2312, LogLevel.Warning, "The model failed ({Fault}, status {Status}) at {Question}, attempt {Attempt}.")]
    private partial void LogModelFailed(string fault, int? status, string question, int attempt);

    [LoggerMessage(2313, LogLevel.Warning, "The model took too long at {Question}; the answer is what it had said by then.")]
    private partial void LogTooSlow(string question);
}
