using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Hosting;

namespace Parley.Grains.Moderation;

internal static class ModerationRegistration
{
    public static ISiloBuilder AddModeration(this ISiloBuilder silo)
    {
        silo.Services.AddOptions<ReportOptions>().BindConfiguration(ReportOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ReportOptions>, ReportOptions.Validator>());
        silo.Services.AddOptions<MuteOptions>().BindConfiguration(MuteOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MuteOptions>, MuteOptions.Validator>());
        silo.Services.AddOptions<WordRuleOptions>().BindConfiguration(WordRuleOptions.Section).ValidateOnStart();
        silo.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WordRuleOptions>, WordRuleOptions.Validator>());
        silo.Services.TryAddSingleton<WordRules>();
        return silo;
    }
}
