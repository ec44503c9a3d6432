using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Parley.Silo.Settings;

/// <summary>The rules that programs check at their start, without starting one: every options class with a <c>Section</c>, and what validates it.</summary>
internal static class SettingRules
{
    /// <returns>What is wrong, a line each.</returns>
    public static IEnumerable<string> Faults(IConfiguration configuration, IEnumerable<Assembly> assemblies)
    {
        var types = assemblies.SelectMany(assembly => assembly.GetTypes()).ToArray();
        var check = typeof(SettingRules).GetMethod(nameof(Check), BindingFlags.NonPublic | BindingFlags.Static)!;
        foreach (var options in types.Where(type => type.GetField("Section") is { IsLiteral: true }))
        {
            var validators = types.Where(type => type is { IsAbstract: false } && typeof(IValidateOptions<>).MakeGenericType(options).IsAssignableFrom(type)).Select(type => Make(type, configuration));
            var section = configuration.GetSection((string)options.GetField("Section")!.GetRawConstantValue()!);
            foreach (var fault in (string[])check.MakeGenericMethod(options).Invoke(null, [section, validators])!)
            {
                yield return fault;
            }
        }
    }

    /// <summary>A rule about several sections asks for all settings.</summary>
    private static object Make(Type validator, IConfiguration configuration) =>
        validator.GetConstructor([typeof(IConfiguration)])?.Invoke([configuration]) ?? Activator.CreateInstance(validator, nonPublic: true)!;

    private static string[] Check<T>(IConfigurationSection section, IEnumerable<object> validators)
        where T : class, new()
    {
        var options = new T();
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException)
        {
            return []; // of another kind: that is said already
        }

        return [.. validators.Cast<IValidateOptions<T>>().SelectMany(validator => validator.Validate(Options.DefaultName, options).Failures ?? [])];
    }
}
