"""Expressions written by hand, one a line: every corner of Python's expression language that a config could touch."""

# Evaluated; what they give, or the exception that they raise, is compared.
EVALUATED = r"""
[f() for f in [lambda: i for i in range(3)]]
[f() for f in [lambda i=i: i for i in range(3)]]
(lambda x: (lambda y: x+y))(3)(4)
(lambda f: f(f, 10))(lambda s, n: 1 if n == 0 else n*s(s, n-1))
[x for x in x]
[x for y in [1] for x in [x]]
[y for x in [1,2] for y in [x, x*10]]
[(x, y) for x in range(3) for y in range(x)]
{x: y for x, y in [(1,2),(3,4)]}
[a for a, in [(1,),(2,)]]
[(a,b) for a, *b in [(1,2,3),(4,)]]
[b for *b, in [(1,2)]]
[(a,b,c) for a,(b,c) in [(1,(2,3))]]
[(a,b,c) for (a, b), c in [((1,2),3)]]
[y := 5, y**2]
(y := 5) + y
[(y := x) for x in range(3)]
([(y := x) for x in range(3)], y)
(lambda: (z := 3) + z)()
[z for z in (lambda: [(q := w) for w in range(3)])()]
(lambda: (x, (x := 1)))()
(x, (x := 1))
sum(x for x in range(10) if x % 2)
list(x for x in 'abc')
(lambda g: (next(g), next(g), list(g)))(x*x for x in range(5))
(lambda g: (list(g), list(g)))(x for x in [1,2])
next(x for x in [])
next((x for x in []), 'd')
list(next(iter([])) for _ in [1])
(lambda it: list(zip(it, it)))(iter([1,2,3,4]))
list(zip(*[iter([1,2,3,4,5,6])]*3))
list(map(lambda a, b: a+b, [1,2],[3,4,5]))
list(enumerate('ab', 5))
list(reversed('abc'))
list(reversed({'a':1,'b':2}))
list(reversed(range(5)))
(lambda l: list(iter(lambda: l.pop(), 1)))([1,2,3])
{**{'a':1}, 'b':2, **{'a':3}}
{'a':1} | {'a':2,'b':3}
[*range(3), *'ab']
(*[1], 2)
{*[1,2], *(2,3)}
dict(a=1, **{'b':2})
dict([('a',1)], a=2)
(lambda *a, **k: (a, k))(1, *[2,3], x=4, **{'y':5})
(lambda a, /, b, *, c=3: (a,b,c))(1, b=2)
(lambda a, /, b: a)(a=1, b=2)
(lambda a, b=2: a)()
(lambda a: a)(1,2)
(lambda a, b: a)(1)
(lambda a, b, c: a)(1)
(lambda a, b=1: a)(1,2,3)
(lambda: 1)(1)
(lambda *, k: k)()
(lambda *, k, j: k)()
(lambda *, k: k)(k=1, j=2)
(lambda a: a)(a=1, **{'a': 2})
(lambda a: a)(1, a=2)
(lambda **k: k)(**{1: 2})
(lambda *a: a)(*5)
(lambda **a: a)(**5)
1 < 2 < 3
1 < 3 < 2
(lambda l: (1 < l.pop() < 3, l))([5, 2])
1 == 1.0 == True
1 in [1] == True
not 1 == 2
-2 ** 2
2 ** -1
2 ** 3 ** 2
-2 ** -2
1 if [] else 2 if 0 else 3
[] or 0 or 'x' or 1
[] and 1
1 and 2 and 3
'a' 'b' f'{1}' 'c'
f'{1!r:>5}|{2:{3}}|{"x":>{4}}'
f'{3.14159:.{2}f}'
f'{1+1=}'
f'{ 1 + 1 = }'
f'{"a"=!s}'
f'{1.5=:.3f}'
f'{{}}{{{1}}}'
f'{[1,2][0]}{dict(a=1)["a"]}'
f'{(lambda x: x*2)(3)}'
f'{1:_<10}'
f"{'a' if True else 'b'}"
f'{1,2}'
f'{*[1,2],}'
f'{None}{True}{1e10}'
rf'\d{1}'
f'\x41{1}\n'
"%s" % (1,)
"%s %s" % ("a", [1])
"%(a)s %(b)05.1f" % {"a": 1, "b": 2}
"%s" % {"a": 1}
"%%" % ()
"%s"
"%d%%" % 5
"{} {}".format(1, 2)
"{0} {0}".format(1)
"{a.real}".format(a=1)
"{:{}}".format("a", ">5")
"{!r}".format("a")
"{:>{w}}".format(1, w=5)
"{" .format()
"{}".format()
"{a}".format(b=1)
"{0.foo}".format(1)
"{0[5]}".format([1])
"{:d}".format("a")
"{:,}".format(1234567)
"{:010,.2f}".format(1234.5)
"{:+.3e}".format(12345.678)
"{:b} {:o} {:x} {:X} {:#x} {:c}".format(5, 8, 255, 255, 255, 65)
"{:%}".format(0.5)
"{:g} {:g} {:g}".format(1e10, 1e-10, 123456789)
'abc'[::-1], 'abc'[1:], 'abc'[-2:], 'abc'[5:], 'abc'[::2]
[1,2,3,4,5][::-2]
(1,2,3)[1:]
range(10)[2:8:2]
list(range(10)[::-3])
range(10)[-1]
range(10)[10]
b'abc'[0]
b'abc'[1:]
'abc'[10]
[1,2][1.0]
{}['a']
{'a': 1}['b']
{1: 'a'}[True], {1: 'a'}[1.0]
[1,2,3].index(4)
(1,).index(2)
'a' + 1
1 + 'a'
[1] + (2,)
'a' * 2.0
[1,2] * 2
{1} + {2}
{1,2} - {2}, {1} | {2}, {1,2} & {2,3}, {1,2} ^ {2,3}
1 / 0
1 // 0
1 % 0
1.0 / 0
0 ** -1
10 ** 400 * 1.0
int('abc')
float('abc')
int('10', 2), int('0b11', 0), int('ff', 16), int(' 5 '), int('1_0')
int(3.9), int(-3.9), int('-5')
int(float('inf'))
int(float('nan'))
round(0.5), round(1.5), round(2.5), round(-0.5), round(2.675, 2), round(1234, -2)
7 // 2, -7 // 2, 7 // -2, 7 % 3, -7 % 3, 7 % -3, 7.5 // 2, -7.5 % 2
divmod(7, -2), divmod(-7.5, 2)
5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 10, -1 >> 1, 2**70 & 0xff
True + True, True * 3, True & False, True | 2, ~True
1e308 * 10, -1e308 * 10
0.1 + 0.2, 1e16, 1e15, 1.0, 1e-5, 123456789012345678.0
float('inf') - float('inf')
float('nan') == float('nan')
[float('nan')] == [float('nan')]
(lambda n: [n] == [n])(float('nan'))
(lambda n: n in [n])(float('nan'))
1 is 1, None is None, True is 1
'a' < 'b', [1,2] < [1,3], (1,2) < (1,2,3), 'Z' < 'a'
1 < 'a'
[] < ()
None < 1
{1:2} < {1:3}
{1} < {1,2}, {1,2} <= {1,2}, {3} < {1,2}
max(1, 2, 3), max([1,5,2]), max('a','b'), max([1,2], key=lambda x: -x), min([], default=0)
max([])
sum([0.1]*10), sum([[1],[2]], []), sum(range(5), 10)
sum(['a'])
sum(['a'], '')
sorted(['b','A','c'], key=str.lower), sorted([3,1,2], reverse=True)
sorted([1,'a'])
sorted({'b':1,'a':2})
any([0, '', None]), all([]), any([]), all([1, 0])
isinstance(True, int), isinstance(1, bool), isinstance(1, (str, int)), isinstance(1, int | str)
isinstance(1, 'a')
type(1) is int, type(1.0) == float, type('') is str, type([]) is list
callable(len), callable(1), callable(lambda: 1), callable(int)
hash(1) == hash(1.0) == hash(True), hash(2**61), hash(-1), hash(0.5)
len('abc'), len([1]), len({1:2}), len(range(5))
len(5)
abs(-5), abs(-5.5), abs(3+4j), abs(True)
pow(2, 10), pow(2, 10, 1000), pow(3, -1, 7), pow(2, -1)
chr(65), ord('a'), chr(0x1F600), ord('😀')
hex(255), oct(8), bin(5), hex(-255)
str(1), str(1.0), str(None), str([1,'a']), str({'a': 1}), str((1,)), str({1}), str(b'a'), str(set()), str(frozenset([1]))
repr('a\'b'), repr("a\"b'"), repr('\n\t\\'), repr('é'), repr('\x00'), repr('\u200b')
str(1e100), str(1.5e-10), str(-0.0), str(float('inf'))
'%.3f' % 2.0005, '%.0f' % 0.5, '%.0f' % 1.5, '%e' % 0, '%g' % 100000, '%g' % 1000000
bool([]), bool([0]), bool(''), bool('0'), bool(0.0), bool(None), bool({}), bool(range(0))
list('abc'), tuple([1,2]), set([1,1]), dict([(1,2)]), list({'a':1}), list({'a':1}.items())
bytes(3), bytes([1,2]), bytes('a', 'utf-8'), b'a' + b'b', bytearray(b'ab')
'abc'.encode(), 'é'.encode(), b'\xc3\xa9'.decode(), 'é'.encode('latin-1'), 'é'.encode('ascii', 'ignore')
'é'.encode('ascii')
b'\xff'.decode()
'a,b,c'.split(','), ' a b '.split(), 'a,b'.split(',', 1), 'abc'.split('')
'a,b,c'.split(','), ' a b '.split(), 'a,b'.split(',', 1)
', '.join(['a','b']), ''.join('abc'), '-'.join(str(i) for i in range(3))
', '.join([1])
'abc'.replace('b','x'), 'aaa'.replace('a','b',2), 'abc'.find('c'), 'abc'.index('b'), 'abc'.count('a')
'abc'.index('z')
'Hello'.upper(), 'Hello'.lower(), 'hello world'.title(), 'hello'.capitalize(), 'Hello'.swapcase()
' a '.strip(), 'xax'.strip('x'), 'abc'.startswith('a'), 'abc'.endswith(('b','c'))
'abc'.zfill(5), '-5'.zfill(4), 'a'.center(5,'*'), 'a'.ljust(3)+'|', 'a'.rjust(3)
'a\tb'.expandtabs(4), 'a\nb\r\nc'.splitlines(), 'a=b=c'.partition('='), 'a=b=c'.rpartition('=')
'abc'.isalpha(), '123'.isdigit(), 'a1'.isalnum(), ' '.isspace(), 'A'.isupper(), ''.isalpha()
'abc'.translate({97: 'x', 98: None}), str.maketrans('ab','xy'), str.maketrans({'a':'b'})
'test.nii.gz'.removesuffix('.gz'), 'test'.removeprefix('te')
(5).bit_length(), (255).to_bytes(2,'big'), int.from_bytes(b'\x01\x00','big'), (1.5).is_integer(), (0.5).as_integer_ratio(), (1.5).hex(), float.fromhex('0x1.8p+0')
{'a':1}.get('b'), {'a':1}.get('b', 2), {'a':1}.keys(), {'a':1}.values(), {'a':1}.items()
(lambda d: (d.pop('a'), d.setdefault('x', 5), d.update(y=6), d))({'a':1})
{}.popitem()
{'a':1}.pop('b')
dict.fromkeys('ab', 0)
{1:2}.keys() & {1}, {1:2}.keys() | {3}
(lambda l: (l.append(4), l.extend([5]), l.insert(0, 0), l.remove(2), l.reverse(), l))([1,2,3])
[3,1,2].sort()
(lambda l: (l.sort(key=lambda x: -x), l))([3,1,2])
[1,2,2].count(2), [1,2].copy(), (1,2,1).count(1)
[].pop()
{1,2}.union([3]), {1}.issubset({1,2}), {1,2}.intersection([2]), {1}.isdisjoint({2})
frozenset([1]) | {2}, {2} | frozenset([1])
{frozenset([1]): 'a'}[frozenset([1])]
{(1,2): 'a'}[(1,2)]
{[1]: 2}
{{}: 1}
{[1]}
hash([1])
hash((1,[2]))
[[0]*3]*2
[[] for _ in range(2)]
'abc'.foo
(1).foo
None.foo
[].foo()
'abc'()
None()
(1)(2)
getattr('abc', 'upper')(), getattr('abc', 'foo', 5), hasattr('a', 'upper'), hasattr('a', 'foo')
getattr('abc', 'foo')
(1+2j)*(3-1j), (1+2j).real, abs(3+4j), complex('1+2j'), 1j**2, complex(1,2).conjugate()
1j < 2
... is Ellipsis, type(...) == type(Ellipsis)
[1,2,3][slice(0,2)], slice(1,2,3).indices(10)
slice(1,2) == slice(1,2), range(3) == range(0,3,1), range(0) == range(2,2)
list(filter(None, [0,1,'',2])), list(map(str, [1,2])), list(zip('ab',[1,2]))
list(zip([1],[1,2], strict=True))
ValueError('x'), str(ValueError('x')), repr(KeyError('k')), ValueError('a', 1).args
isinstance(KeyError(), LookupError), issubclass(KeyError, Exception)
(x for x in [1]).throw(ValueError('boom'))
(lambda d: [k for k in d if d.update({k+10: 1})])({1: 2})
(lambda l: [l.append(x) for x in l if len(l) < 5])([1])
(lambda s: [s.add(x+1) for x in s])({1})
(lambda a: (a.append(a), str(a)))([])
(lambda a: (a.update(a=a), str(a)))({})
[i for i in range(5) if i if i > 2]
[[j for j in range(i)] for i in range(3)]
{i: {j: i*j for j in range(2)} for i in range(2)}
list(x + y for x in 'ab' for y in 'cd')
[*map(lambda x: x**2, filter(lambda x: x%2, range(6)))]
__debug__, NotImplemented, Ellipsis
NotImplemented and 1
format(1234.5678, ',.2f'), format('a', '>5'), format(True), format(None), format([1])
format([1], 'd')
ascii('é'), ascii('a')
object() == object()
type(object()) is object
str.upper('abc'), list(map(str.strip, [' a '])), int.__name__ if False else 0
max(1, 1.0), max(1.0, 1), max(True, 1), min(0, False), min(False, 0)
{1: 'a', 1.0: 'b', True: 'c'}
{True: 'a'} | {1: 'b'}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}
{1: 2}.keys() == {1}, {1: 2}.items() == {(1, 2)}, {1: 2}.values() == {1: 2}.values()
[1, 2, 3][True], 'abc'[False]
map(None, [1])
list(map(None, [1]))
list(range(5, 0, -2)), list(range(0)), range(1.0)
len(x for x in [])
list(reversed({1, 2}))
isinstance(5, 'int')
next([])
round(1.5, 1.0)
dict(a=1)(2)
sorted([1, None])
sorted([(1, 'b'), (1, 'a'), (0, 'c')]), sorted('bca'), sorted({3: 1, 1: 2})
sorted([3.0, float('nan'), 1.0, 2.0])
list({5, 3, 1}), list({10, 20, 30, 40}), list({-1, -2}), list(set(range(20)) - {3, 7})
list(set([i + 1 for i in range(132)]) - set([2, 16, 18, 20, 128, 129]))
str({1.5, 2, (1, 2)}), str(frozenset({3, 1, 2})), list({2**61, 1, 2**61 - 1})
(lambda s: (s.pop(), s.pop(), s))({5, 3, 9, 1})
list({33, 1, 65, 17} | {2, 66}), list({33, 1, 65} & {65, 1}), list({33, 1, 65} ^ {1, 97})
'%s' % None, '%d' % True, '%r' % 'a', '%5.1f|%-8s|%+d' % (3.14159, 'ab', 5)
'%s %s' % (1,)
'%s' % (1, 2)
'%(x)d' % [1]
'%.3s|%5s|%c%c' % ('abcdef', 'ab', 65, 'b')
'%x %o %X %#x %#o' % (255, 8, 255, 255, 8)
'%e %E %g %G' % (12345.678, 0.00012, 1e-7, 1e20)
'%d' % 3.9, '%i' % -3.9, '%d' % 10**30
'%d' % 'a'
'%z' % 1
'%' % ()
'abc' % ()
'%*d|%-*d|%.*f' % (5, 42, 5, 42, 2, 3.14159)
format(0.1, '.20f'), format(1e22, 'f'), format(123456789.123, ',.1f'), format(-1234, '_d')
format(255, '#010b'), format(255, '#x'), format(-255, '08X'), format(3, '=+5d'), format(5, '^5')
format(1.0, ''), format(1e16, ''), format(100.0, 'g'), format(0.0001, 'g'), format(1e-5, '.3g'), format(1.5, '#g')
format(float('nan'), '08'), format(float('-inf'), '+8'), format(float('inf'), 'F')
format(0.5, '%'), format(0.123456, '.1%'), format(-0.0, 'z.1f'), format(-0.001, 'z.1f')
format('abc', '.2'), format('abc', '*^9'), format('abc', '05')
format('abc', '+')
format(1, 's')
format(1.5, 'd')
format(1, '.2d')
format(1, ',b')
format(1, 'abc')
format(True, 'd'), format(True, '>6'), format(False, '.1f')
format(3 + 4j, '.1f'), format(1j, '>8')
'{:>{}}|{:{fill}^{width}}'.format('a', 5, 'b', fill='*', width=6)
'{0!r:>6}|{1!s}|{2!a}'.format('a', 'b', 'é')
'{a[0]}{a[1].real}{b[x]}'.format(a=[1, 2], b={'x': 'y'})
'{} {0}'.format(1)
'{!x}'.format(1)
'{'.format(1)
'}'.format(1)
'{a.b}'.format(a=1)
'{:{:{}}}'.format(1, 2, 3)
'{0[}'.format([1])
'{x}'.format_map({'x': 5})
'{}'.format_map({})
int('  12  '), int('-0b101', 0), int('0o17', 0), int('z', 36), int('1' * 20), int(b'12'), int('٣')
int('1__0')
int('0x', 16)
int('12', 1)
int('08', 0)
int(1.5, 10)
int('9' * 4301)
str(10**4300)
float(' 1e3 '), float('-.5'), float('1_0.5'), float('Infinity'), float('-NaN'), float('1e400'), float('5.')
float('1e')
float('0x1')
complex('1-2j'), complex('j'), complex(1, 2), complex('1e3'), complex('(1+1j)')
2.5.is_integer(), 2.0.is_integer(), (0.1).as_integer_ratio(), (-0.0).hex(), float.fromhex('0x1p-1074')
0.1 + 0.2 == 0.3, 0.1 * 3, 1 / 3, 2 / 3, 10 / 3, 1e23, 1.1**10, 2**0.5, 10**-3, (-8)**(1/3)
7 // 0.5, -7 // 0.3, 7 % -0.3, 5.5 // -2, divmod(-5.5, 2), 1e308 * 10, -1e-320 / 1e10
2**53 == 2.0**53, 2**53 + 1 == 2.0**53, 10**400 > 1e308, 2**1024 > float('inf'), 10**22 == 1e22
10**400 / 10**399, 10**25 / 3, (10**30 + 1) / 10**30, 1 / 10**400
10**400 / 2
float(10**400)
(-7) >> 1, -7 & 0xff, -7 | 8, -7 ^ 3, ~(2**70), (2**70) >> 69, 1 << 0, -(2**70) >> 3
1 << -1
pow(2, -2), pow(0, 0), 0.0 ** 0, (-2) ** 3, (-2.0) ** 3, (-2) ** -1, pow(7, 5, -3), pow(-3, 3, 5)
0.0 ** -1
(-1.5) ** 2.5
1e200 ** 2
round(5e-324, 400), round(1e308, -308), round(2.5), round(-2.5), round(0.15, 1), round(25, -1), round(35, -1)
round(float('inf'))
round(float('nan'))
round(1.7976931348623157e308, -308)
hash(1.5), hash(-1), hash(2**61 - 1), hash((1, 2, 3)), hash(()), hash(frozenset([1, 2])), hash(True), hash(1e300)
'ß'.upper(), 'ﬁ'.title(), 'ǆ'.title(), 'ΑΣ'.lower(), 'İ'.lower(), 'ŉ'.upper(), 'straße'.casefold(), 'ΐ'.capitalize()
'²'.isdigit(), '²'.isdecimal(), '½'.isnumeric(), '中'.isalpha(), '一'.isnumeric(), 'Ⅷ'.isalpha(), '_a1'.isidentifier()
'a\u2028b\x1cc\x85d'.splitlines(), ' \u3000a\x1f '.split(), 'a\xa0b'.split(), '\u200b'.strip()
len('😀'), '😀a'[0], '😀a'[::-1], 'a😀b'.find('b'), '😀'.encode('utf-16-le'), ord('😀'), '😀' > '\uffff'
repr('\u200b\xad\ue000'), repr('a\x7f\x80'), repr(b'\x00"\''), ascii('中😀')
'abc'.center(6, '*'), 'abcd'.center(7, '*'), 'ab'.center(5), ''.center(3, 'x'), 'a'.ljust(3, '中')
'a-b_c'.split('-', -1), 'aXbXc'.rsplit('X', 1), '  a  b '.split(' '), 'a  b c'.split(None, 1), ' a b c '.rsplit(None, 1)
'aaa'.count('aa'), ''.count(''), 'abc'.count(''), 'abc'.count('', 2), 'abc'.find('', 3), 'abc'.find('', 4)
'abc'.startswith(''), 'abc'.startswith('b', 1), 'abc'.endswith('b', 0, 2), 'abc'.startswith(()), 'abc'.startswith('', 5)
'abc'.replace('', '-'), 'abc'.replace('', '-', 2), 'aaa'.replace('a', '', 2), 'abc'.replace('b', 'bb', -1)
'a.b.c'.rpartition('.'), 'abc'.partition('x'), 'abc'.rpartition('x'), 'a\tbc\td'.expandtabs(), '\t'.expandtabs(0)
'+5'.zfill(5), '--5'.zfill(5), ''.zfill(2), 'xyx'.strip('xy'), 'abc'.strip(''), 'AbC'.swapcase(), "they're bill's".title()
'abc'.encode('utf-16'), 'é'.encode('ascii', 'xmlcharrefreplace'), 'é'.encode('ascii', 'backslashreplace'), 'a'.encode('utf-32-be')
'a'.encode('nope')
'é'.encode('latin-1').decode('utf-8', 'replace'), b'\xff\xfea\x00'.decode('utf-16'), b'\xe4\xb8'.decode('utf-8', 'ignore')
b'abc'.upper(), b'a b'.split(), b'abc'.find(b'c'), b'abc'.find(99), b'a,b'.split(b','), b'%d-%s' % (1, b'x'), b'abc'.hex('-'), bytes.fromhex('00 ff')
b'abc' == 'abc', b'a' + bytearray(b'b'), bytearray(b'b') + b'a', b'ab' * 2, 97 in b'abc', b'bc' in b'abc', b'abc'[::-1]
b'abc' + 'd'
bytes([256])
bytes('a')
(lambda a, b=[]: (b.append(a), b))(1)
(lambda f: (f(1), f(2)))(lambda x, acc=[]: (acc.append(x), list(acc))[1])
(lambda *args, sep='-', **kw: sep.join(map(str, args)) + str(kw))(1, 2, end='x')
(lambda x, /, *, y: x + y)(1, y=2)
(lambda x, /, *, y: x + y)(1, 2)
(lambda x, y, z=3, *a: (x, y, z, a))(*[1, 2], **{'z': 5})
(lambda x: x)(**{'x': 1}), (lambda **k: sorted(k.items()))(b=1, a=2)
(lambda: (yield_ := 1) + yield_)()
[lambda: n for n in range(3)][0]()
[n for n in range(3)] + [n for n in 'ab']
[a + b for a in (x for x in range(2)) for b in range(a + 1) if a != b or a]
{a: [b for b in range(a)] for a in range(3)}
[[r[i] for r in [[1, 2], [3, 4]]] for i in range(2)]
[x for (x, *_), in [[(1, 2, 3)]]]
[x for x, y in {'a': 1}.items()]
[(i, c) for i, c in enumerate('ab') if c > 'a']
[x for x, y in [(1, 2, 3)]]
[x for x, y in [1]]
[d for d['k'] in [1, 2]]
(lambda d: ([0 for d['k'] in [1, 2]], d))({})
(lambda l: ([0 for l[0] in [1, 2]], l))([9])
(total := 0, [total := total + x for x in [1, 2, 3]], total)
[y for x in [1, 2] if (y := x * 2) > 2]
(lambda g: (next(g), g.close(), next(g, 'end')))(x for x in [1, 2])
(lambda g: g.send(1))(x for x in [1])
(lambda g: (next(g), g.send(5)))(x for x in [1, 2])
list(zip()), list(zip('abc')), dict(zip('ab', (1, 2))), list(zip([1, 2], [3], [4, 5]))
list(zip([1], [1, 2], [1], strict=True))
list(map(lambda x, y, z: x + y + z, [1, 2], [3, 4], [5, 6])), list(map(int, '123')), list(map(None or str, [1]))
list(filter(lambda x: x % 2, range(5))), list(filter(None, 'a b'.split(' '))), list(enumerate([], 3))
next(iter({'a': 1})), next(iter([]), None), list(iter('ab')), sum(iter([1, 2])), list(iter(range(3)))
all(x for x in []), any(x > 1 for x in [1, 2]), sum(x for x in [0.5, 1]), sum([], 1.5), sum([True, False, True])
min('b', 'a', key=ord), max({'a': 3, 'b': 5}, key={'a': 3, 'b': 5}.get), max('abc'), min(3, 1, 2, key=lambda x: -x)
slice(None, 2), slice(1, None, -1), slice(5).indices(3), slice(-3, None).indices(2), slice(None, None, -1).indices(3)
range(5) == range(0, 5), range(0, 3, 2) == range(0, 4, 2), 3 in range(0, 10, 3), 2.0 in range(3), range(10)[::-2][1], len(range(10, 0, -3))
range(3).index(5)
range(10**20)[10**19], len(range(0, 10**15, 7)), 10**20 in range(10**21), range(5).count(3), range(2, 8)[-2:]
len(range(10**20))
type(1) == int, type(True) is bool, type(1.5) is float, type(None) == type(None), type(len) == type(print), isinstance(int, type)
isinstance(1, int | None), isinstance(None, int | None), issubclass(bool, int | str), isinstance([], (list, tuple))
callable(print), callable('a'.upper), callable(None), hasattr([], 'append'), getattr([1], 'count')(1), getattr(1, 'x', None)
str(int), repr(ValueError), str(type('')), repr(slice(1, 2)), repr(range(1, 5, 2)), repr({1: 2}.keys()), str(NotImplemented)
[1, [2, [3]]] == [1, [2, [3]]], (1, 2) == [1, 2], {1, 2} == frozenset([2, 1]), 'a' == b'a', None == 0, [] == False
[1, 2] < [1, 2, 3], (2,) > (1, 9), [[1]] < [[2]], 'abc' < 'abd' < 'b', [1, 'a'] < [2, 1]
[1, 'a'] < [1, 1]
{1, 2} <= {1, 2, 3} < {1, 2, 3, 4}, {1} < {2}, {1: 2}.keys() <= {1, 3}, frozenset() <= set()
1 < 2 > 1 != 0 in [0], (1 < 2) < 3, 1 == 1 is True, not 1 in [2], None is not None
True if None else False or 'x', 1 and [] or 'd', not (1 or 0), (0 or '') is '' , [] and 1 / 0
{**{'a': 1, 'b': 2}, 'a': 3}, [*{1: 2}, *'ab', *()], (*range(2), 9), {*'a', *'a'}, {'k': [*range(2)]}
[*None]
{**[1]}
print(*[], sep='', end='')
(lambda d: (d.setdefault('a', []).append(1), d))({}), {'a': 1}.pop('b', 9), dict([['a', 1]]), dict({'a': 1}, b=2)
(lambda d: (d.popitem(), d.update([(1, 2)], z=3), d))({'x': 0, 'y': 1})
dict([1])
dict([(1, 2, 3)])
dict(1)
(lambda l: (l.pop(), l.pop(0), l.insert(-1, 'i'), l.insert(99, 'e'), l.index('i'), l))([1, 2, 3, 4])
(lambda s: (s.add(4), s.discard(9), s.update([5], (6,)), sorted(s)))({1, 2})
{1}.remove(2)
set().pop()
(0).bit_length(), (-5).bit_count(), (1000).to_bytes(2, 'little'), (-1).to_bytes(2, 'big', signed=True), int.from_bytes(b'\xff', 'big', signed=True)
(256).to_bytes(1, 'big')
(-1).to_bytes(1, 'big')
(5).real, (5).imag, True.numerator, (2.5).conjugate(), (3 + 4j).imag, (1j).conjugate()
str(b'abc', 'ascii'), str(object='x'), bytes('é', 'latin-1'), bytearray(3), list(b'ab'), tuple({'a': 1}), frozenset('a')
ValueError('a') == ValueError('a'), KeyError('x').args, str(KeyError('x')), str(ValueError('a', 1)), repr(OSError())
isinstance(ZeroDivisionError(), ArithmeticError), issubclass(UnicodeDecodeError, ValueError), issubclass(FileNotFoundError, OSError)
f'{1:{"0" + "5"}}', f"{'a':>{2 + 1}}", f'{1 if 0 else 2}', f'{3 != 4}', f'{2:=+5}', f'{5 % 3}', f'{"x":{"^"}{5}}|'
f'{1!r:0>3}{"é"!a}{[1]!s:>5}', f'{1.0=}', f'{1 + 2 = }', f"{'a' 'b'}", f'{(1, 2)[0]}', f'{ {1: 2}[1] }', f'{1_000:,}'
f'{1:z}'
f'{[]:d}'
f'{1/0}'
'\a\b\f\v\0\101\x41\u0041\U00000041\q', r'\n', b'\x41\101', 'it''s', "a" 'b', bR'\x'
b', 'it''s', "a" 'b', R'\', bR'\x'
0b1010, 0o17, 0xFF, 1_000, 0b_1, 1e3, 1E-2, .5, 5., 1_0.0_1, 1j, 0.0j, 00, 0xdead_beef
"""

# Only parsed: whether Python takes them is compared.
PARSED = r"""
1
1 +
1+2*3**-4
a if b else c
a if b
lambda: 0
lambda x, *a, y=1, **k: x
lambda x, /, y: x
lambda *, y: x
lambda *: x
lambda x=1, y: x
lambda *, x=1, y: x
lambda x, x: x
lambda /: x
lambda *a, /: x
lambda **k, x: x
lambda (x): x
lambda x,: x
lambda *a,: x
lambda **k,: x
lambda *,: x
lambda x, /, : x
f(x for x in y)
f(x for x in y, 1)
f(x for x in y,)
f(1, x for x in y)
f(a=1, *b)
f(**a, *b)
f(**a, b)
f(**a, b=1)
f(a=1, b)
f(a=1, a=2)
f(True=1)
f(a.b=1)
f((a)=1)
f(a := 1)
f(b=a:=1)
f(a:=1, b=2)
f(a:=1 for x in y)
x[1:2, ::3]
x[...]
x[]
x[*a]
x[*a, 1]
x[a:=1]
x[a:=1:2]
x[(a:=1):2]
x[1:a:=2]
{1:2, **a}
{**a}
{**a, 1}
{1, **a}
{1: 2, 3}
{1, 2: 3}
{*a, *b}
{*a: 1}
{a:=1}
{a:=1: 2}
{1:*a}
{1:}
{1: x:=2}
{**a for a in b}
[*a for a in b]
(*a for a in b)
{*a for a in b}
{a: b for a, b in c}
[x for x, in y]
[x for *x, y in z]
[x for *x in z]
[x for (*x,) in z]
[x for (x) in z]
[x for () in z]
[x for [a, *b] in z]
[x for *a, *b in z]
[x for a.b in z]
[x for a[0] in z]
[x for f() in z]
[x for 1 in z]
[x for x in 1, 2]
[x for x in lambda: 1]
[x for x in a if b else c]
[x for x in a if b if c]
[x for x in a if lambda: 1]
[x for x in (a if b else c)]
[x, y for x in z]
[(i := 0) for i in range(5)]
[i := 0 for i in range(5)]
[y for x in (y := [1])]
[y for x in (lambda: (y := [1]))()]
[[(i:=0) for j in y] for i in z]
[(x := 1) for y in z for x in w]
[y for y in z if (x := 1) for x in w]
[x for x in y if (x:=1)]
lambda: (x:=1)
lambda: x := 1
x := 1
(x := 1)
(x.y := 1)
(x[0] := 1)
(None := 1)
(x := 1, 2)
(x := y := 1)
1, 2
1,
,
*a, b
(*a, b)
(*a)
()
(,)
[,]
[1,,2]
{,}
{1:2,,}
f(,)
f(1,,2)
not a
1 + not a
a == not b
not not a
- not a
-+~a
a not in b
a not b
a is not b
a is not not b
a < b < c
a <> b
a ? b
a = b
a += 1
a == b == c
1.real
1 .real
1..real
1.0.real
0777
00
0_0
1__0
1_
1_000
0x_f
0x
0xg
0b102
0o8
1e5
1e
1e+
1_0.0_1e1_0
1._5
1_.5
.5
.
5j
5jx
1if x else 2
1or 2
1not in x
1and 2
1else
0x1for x in y
0xfor x
[1for x in y]
1abc
1_a
09
09.5
0e0
'a' 'b'
'a' b'b'
b'é'
'é'
u'x'
ur'x'
rb'x'
bR'x'
fr'{x}'
bf'x'
f'{x!r:>10}'
f'{x!z}'
f'{x! r}'
f'{}'
f'{ }'
f'}'
f'{'
f'{{}}'
f'{x'
f'{x:{y}}'
f'{x:{y:{z}}}'
f'{x:{y!r}}'
f'{x=}'
f'{x = }'
f'{x=!r}'
f'{x=:>5}'
f'{x==y}'
f'{x!=y}'
f'{x<=y}'
f'{x<y}'
f'{x:=5}'
f'{(x:=5)}'
f'{lambda x: 1}'
f'{(lambda x: 1)}'
f'{*a}'
f'{*a, 1}'
f'{1,}'
f'{x if y else z}'
f'{x["a"]}'
f'{x['a']}'
f'{a\nb}'
f'{"\n"}'
f'{a # b}'
f'{a["#"]}'
f'{a)}'
f'{(a}'
f'{[a}'
f'{a b}'
f'{a;b}'
f'{yield}'
f'{{x}'
f'{x}}'
f'{x}}}'
f'\{x}'
f'{x:\n}'
f'{x:a{{b}}}'
f'{x:}}'
f'{x!}'
f'{!r}'
f'{=}'
f'{x!r=}'
f'{{{x}}}'
'abc
'''abc
'\x1'
'\u12'
'\U00110000'
'\d'
b'\x1'
'\400'
a \ + b
a
a 
a # c
a #
# c
a; b
a b
a.b.c
a.1
a.class
a.None
a.print
class
match
case
type
_
print
print 1
exec
True.x
None[0]
True = 1
await x
(yield)
yield
(await x)
(a
a)
(a]
[a
{a
!a
$a
`a`
a->b
a!b
é
ﬁ
x²
²
x٣
٣
“a”
1()
()()
[]()[]{}
"a".b
"a"[0]
"a"(1)
...
....x
... .x
..
a...b
import os
return 1
del x
x if y else lambda: z
lambda: x if y else z
lambda: lambda: 1
lambda x=lambda: 1: x
(lambda: 1)()
lambda x: x, 1
a if b else c if d else e
a if b if c else d else e
(a for a in b)
(a for a in b)(c)
f(*a for a in b)
f(**a for a in b)
f(a=b for b in c)
f(*a, *b, **c, **d)
f(* a)
f(*)
f(**)
f(*a=1)
a**b**c
-a**-b
a** not b
a*-b
a--b
a++b
a++
~a
a//b%c
a>>b<<c
a|b^c&d
a and b or not c and d
a or or b
a is is b
a in in b
in b
a.
.a
a[1:2:3:4]
a[1:2:3]
a[:,]
a[,]
a[:]
a[::]
a[1 2]
[*a, *b]
[* a, b]
[**a]
(**a)
{* a}
[*a if b else c]
[*(a if b else c)]
f(*a if b else c)
f(*a or b)
[*a or b]
[*a | b]
{**a or b}
{**a | b}
{**lambda: 1}
f(**lambda: 1)
f(*lambda: 1)
{lambda: 1: 2}
{1: lambda: 2}
x[lambda: 1]
x[lambda: 1:2]
x[1:lambda: 2]
a if lambda: 1 else 2
lambda: 1 if 2 else 3
not lambda: 1
1 + lambda: 1
1 in lambda: 1
__debug__
(__debug__ := 1)
f(__debug__=1)
lambda __debug__: 1
"""
