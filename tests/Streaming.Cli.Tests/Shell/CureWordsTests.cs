using System.Reflection;
using Streaming.Application.Operations;
using Streaming.Cli.Shell;
using Streaming.Topology;

namespace Streaming.Cli.Tests.Shell;

/// <summary>What a fault says to do is said as a command that can be typed.</summary>
public sealed class CureWordsTests
{
    /// <summary>One that is added without words would be shown as its code.</summary>
    [Fact]
    public void Every_cure_has_words_on_the_command_line()
    {
        var all = typeof(Cure).GetMembers(BindingFlags.Public | BindingFlags.Static).Select(Made).OfType<Cure>().ToList();
        all.Count.ShouldBeGreaterThan(25);
        all.Select(c => c.Code).ShouldBeUnique();
        all.Where(c => CureWords.Of(c.Code, c.Arguments) is null).Select(c => c.ToString()).ShouldBeEmpty();
    }

    /// <summary>Names what is at fault, so that the command can be copied as it stands.</summary>
    [Fact]
    public void Its_arguments_are_in_it()
    {
        FaultWords
            .Of(new OperationFault("failed", "it has other partitions", Cure.Rescale("shop", 6)))
            .ShouldBe("it has other partitions. Divide the state anew: streaming rescale shop --partitions 6");
        FaultWords
            .Of(new OperationFault("failed", "It is not UTF-8.", Cure.NameEncoding("latin1", "utf-16")))
            .ShouldBe("It is not UTF-8. Say what it is with --encoding latin1 or --encoding utf-16.");
    }

    /// <summary>What a newer host stored may be unknown here: its code says more than nothing.</summary>
    [Fact]
    public void One_that_is_not_known_is_shown_by_its_code() =>
        FaultWords
            .Of(new OperationFault("failed", "It does not go.", new Cure("tickle", "shop")))
            .ShouldBe("It does not go. (tickle shop)");

    [Fact]
    public void A_fault_that_is_told_further_keeps_its_cure()
    {
        var told = new StreamingException("key.pem: it is no key", new StreamingException("it is no key") { Cure = Cure.CreateKey });
        FaultWords.Describe(told, verbose: false).ShouldContain("streaming checkpoint keygen");
    }

    static Cure? Made(MemberInfo member) =>
        member switch
        {
            PropertyInfo property => property.GetValue(null) as Cure,
            MethodInfo { IsSpecialName: false } method when method.ReturnType == typeof(Cure) => (Cure)
                method.Invoke(null, [.. method.GetParameters().Select(p => Some(p.ParameterType))])!,
            _ => null,
        };

    static object Some(Type type) =>
        type == typeof(string) ? "shop"
        : type == typeof(int) ? 6
        : type == typeof(long) ? 6L
        : (string[])["latin1"];
}
