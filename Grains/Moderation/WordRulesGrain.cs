using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Parley.Errors;
using Parley.Grains.Storage;
using Parley.Moderation;
using Parley.Rooms;

namespace Parley.Grains.Moderation;

[GrainType("word-rules")]
internal sealed class WordRulesGrain(
    [PersistentState("word-rules", GrainsRegistration.StateStore)] IPersistentState<WordRulesState> state, IOptions<WordRuleOptions> options) : Grain, IWordRulesGrain
{
    private WordMatcher? _matcher;

    private string Key => this.GetPrimaryKeyString();

    public Task<WordRuleSet> Get() => Task.FromResult(View);

    public async Task<Outcome<WordRuleSet>> Set(ImmutableArray<WordRule> rules)
    {
        if (rules.Length > options.Value.MaxRules)
        {
            return ErrorCatalog.InvalidField("rules", $"There are at most {options.Value.MaxRules} rules.");
        }

        if (rules.Any(rule => !WordMatcher.IsRule(rule.Text)))
        {
            return ErrorCatalog.InvalidField("rules", "A rule has a word in it.");
        }

        await Write(new WordRulesState { Version = state.State.Version + 1, Rules = [.. rules.Distinct().Select(rule => new StoredWordRule(rule.Text, rule.Action))] });
        if (Key != GrainFactoryExtensions.ServerKey)
        {
            await GrainFactory.Room(Key).FollowWordRules();
        }

        return View;
    }

    public Task<bool> Allows(string text) => Task.FromResult((_matcher ??= WordMatcher.Of(View.Rules)).Find(text) is null);

    private WordRuleSet View => new(state.State.Version, [.. state.State.Rules.Select(rule => new WordRule(rule.Text, rule.Action))]);

    private Task Write(WordRulesState next)
    {
        _matcher = null;
        return state.Replace(next, this);
    }
}

/// <summary>What is kept of rules. Never changed, only replaced.</summary>
public sealed record WordRulesState
{
    public long Version { get; init; }

    public ImmutableArray<StoredWordRule> Rules { get; init; } = [];
}

/// <summary>A rule, as it is kept.</summary>
public sealed record StoredWordRule(string Text, WordAction Action);
